"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  Channel,
  channelTestSchema,
  createChannelSchema,
  createdChannelSchema,
  messageSchema,
  patchChannelSchema,
  putRoutingSchema,
  routingAnswerSchema,
} from "#core/contracts/channels.ts";
import { fetchJson, queryString } from "./fetch-json.ts";
import { keys } from "./keys.ts";

interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

const REFRESH_MS = 10_000;

export type Message = z.infer<typeof messageSchema>;
export type RoutingAnswer = z.infer<typeof routingAnswerSchema>;

export function useChannels() {
  return useQuery({
    queryKey: keys.channels("list", {}),
    queryFn: ({ signal }) => fetchJson<Page<Channel>>("/api/v1/channels", null, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

export function useMessages(filter: { channel?: number; incident?: number; status?: Message["status"]; limit?: number }) {
  return useQuery({
    queryKey: keys.channels("messages", filter),
    queryFn: ({ signal }) => fetchJson<Page<Message>>(`/api/v1/messages${queryString(filter)}`, null, { signal }),
    refetchInterval: REFRESH_MS,
  });
}

export function useRouting() {
  return useQuery({
    queryKey: keys.channels("routing", {}),
    queryFn: ({ signal }) => fetchJson<RoutingAnswer>("/api/v1/routing", null, { signal }),
  });
}

function useChange<V, T>(change: (variables: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: () => client.invalidateQueries({ queryKey: keys.channelsAll }) });
}

export function useCreateChannel() {
  return useChange((body: z.input<typeof createChannelSchema>) =>
    fetchJson<z.infer<typeof createdChannelSchema>>("/api/v1/channels", null, { method: "POST", body }),
  );
}

export function useChangeChannel(id: number) {
  return useChange((body: z.input<typeof patchChannelSchema>) =>
    fetchJson<Channel>(`/api/v1/channels/${id}`, null, { method: "PATCH", body }),
  );
}

export function useDeleteChannel() {
  return useChange((id: number) => fetchJson<void>(`/api/v1/channels/${id}`, null, { method: "DELETE" }));
}

export function useTestChannel() {
  return useChange((id: number) => fetchJson<z.infer<typeof channelTestSchema>>(`/api/v1/channels/${id}/test`, null, { method: "POST" }));
}

export function useReplayMessage() {
  return useChange((id: string) => fetchJson<Message>(`/api/v1/messages/${id}/replay`, null, { method: "POST" }));
}

export function usePutRouting() {
  return useChange((body: z.input<typeof putRoutingSchema>) => fetchJson<RoutingAnswer>("/api/v1/routing", null, { method: "PUT", body }));
}
