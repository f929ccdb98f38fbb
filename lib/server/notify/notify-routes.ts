import { z } from "zod";
import {
  channelSchema,
  channelsPageSchema,
  channelTestSchema,
  createChannelSchema,
  createdChannelSchema,
  messageSchema,
  messagesPageSchema,
  messagesQuerySchema,
  patchChannelSchema,
  putRoutingSchema,
  routingAnswerSchema,
} from "#core/contracts/channels.ts";
import { inTransaction } from "../db/transaction.ts";
import { fromCursor, pageQuerySchema, toPage } from "../http/cursor.ts";
import { defineRoute, Reply } from "../http/route.ts";
import { createChannel, deleteChannel, patchChannel, unknownChannel } from "./channels.ts";
import { findChannel, listChannels } from "./list-channels.ts";
import { listMessages, replayMessage } from "./messages.ts";
import { readRouting, writeRouting } from "./routing.ts";
import { testChannel } from "./test-channel.ts";

const params = z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) });
const tag = "Notifications";

export const listAllChannels = defineRoute({
  id: "listChannels",
  method: "GET",
  path: "/api/v1/channels",
  tag,
  summary: "Where notifications go",
  description: "Channels with how they do. Secrets are never shown, only that they are there.",
  access: "read",
  query: pageQuerySchema,
  success: [{ status: 200, description: "A page of channels.", schema: channelsPageSchema }],
  async handler({ pool, principal, query }) {
    const after = fromCursor(z.number().int(), query.cursor) ?? 0;
    return toPage(await listChannels(pool, principal.projectId, after, query.limit + 1), query.limit, (channel) => channel.id);
  },
});

export const addChannel = defineRoute({
  id: "createChannel",
  method: "POST",
  path: "/api/v1/channels",
  tag,
  summary: "Make a channel",
  description:
    "Nobody is told through it until the routing names it. A webhook without `signing_secret` gets one, shown in this answer and never again.",
  access: "admin",
  body: createChannelSchema,
  success: [{ status: 201, description: "The channel.", schema: createdChannelSchema }],
  problems: [409],
  handler: ({ pool, principal, body }) => inTransaction(pool, (client) => createChannel(client, principal.projectId, body)),
});

export const getChannel = defineRoute({
  id: "getChannel",
  method: "GET",
  path: "/api/v1/channels/{id}",
  tag,
  summary: "One channel",
  access: "read",
  params,
  success: [{ status: 200, description: "The channel.", schema: channelSchema }],
  async handler({ pool, principal, params }) {
    const channel = await findChannel(pool, principal.projectId, params.id);
    if (!channel) throw unknownChannel(params.id);
    return channel;
  },
});

export const changeChannel = defineRoute({
  id: "patchChannel",
  method: "PATCH",
  path: "/api/v1/channels/{id}",
  tag,
  summary: "Change a channel",
  description:
    "What is left out stays, each secret too, unless the address changes at which the channel signs in: then its password or token is needed again (422). Several signing secrets with spaces between them all sign, for a change without a gap. `enabled: true` switches on again what Tidemark had switched off.",
  access: "admin",
  params,
  body: patchChannelSchema,
  success: [{ status: 200, description: "The channel as it is now.", schema: channelSchema }],
  problems: [409],
  handler: ({ pool, principal, params, body }) =>
    inTransaction(pool, (client) => patchChannel(client, principal.projectId, params.id, body)),
});

export const removeChannel = defineRoute({
  id: "deleteChannel",
  method: "DELETE",
  path: "/api/v1/channels/{id}",
  tag,
  summary: "Delete a channel",
  description: "One that the routing names is kept (409). What it was told stays to be seen for a month.",
  access: "admin",
  params,
  success: [{ status: 204, description: "Gone." }],
  problems: [409],
  async handler({ pool, principal, params }) {
    await inTransaction(pool, (client) => deleteChannel(client, principal.projectId, params.id));
    return new Reply(undefined, 204);
  },
});

export const postChannelTest = defineRoute({
  id: "testChannel",
  method: "POST",
  path: "/api/v1/channels/{id}/test",
  tag,
  summary: "Send a test",
  description: "On the whole way that an alarm takes. Answers within 20 s with what the receiver said; it is not tried again.",
  access: "admin",
  params,
  success: [{ status: 200, description: "How it went, also when it failed.", schema: channelTestSchema }],
  handler: ({ pool, principal, params }) => testChannel(pool, principal.projectId, params.id),
});

export const listAllMessages = defineRoute({
  id: "listMessages",
  method: "GET",
  path: "/api/v1/messages",
  tag,
  summary: "What was sent, and what was not",
  description: "Messages with all attempts, newest first. `status=dead` are those that were given up.",
  access: "read",
  query: messagesQuerySchema,
  success: [{ status: 200, description: "A page of messages.", schema: messagesPageSchema }],
  async handler({ pool, principal, query }) {
    const before = fromCursor(z.string().regex(/^\d{1,18}$/), query.cursor);
    const found = await listMessages(pool, principal.projectId, query, before, query.limit + 1);
    const page = toPage(found, query.limit, (last) => last.sequence);
    return { ...page, data: page.data.map((one) => one.message) };
  },
});

export const postReplayMessage = defineRoute({
  id: "replayMessage",
  method: "POST",
  path: "/api/v1/messages/{id}/replay",
  tag,
  summary: "Send a message again",
  description: "One that was given up, under its id, with as many attempts as the first time.",
  access: "admin",
  params: z.object({ id: z.string() }),
  success: [{ status: 200, description: "The message, pending.", schema: messageSchema }],
  problems: [409],
  handler: ({ pool, principal, params }) => replayMessage(pool, principal.projectId, params.id),
});

export const getRouting = defineRoute({
  id: "getRouting",
  method: "GET",
  path: "/api/v1/routing",
  tag,
  summary: "Who is told of what",
  access: "read",
  success: [{ status: 200, description: "The routes and their version.", schema: routingAnswerSchema }],
  handler: ({ pool, principal }) => readRouting(pool, principal.projectId),
});

export const putRouting = defineRoute({
  id: "putRouting",
  method: "PUT",
  path: "/api/v1/routing",
  tag,
  summary: "Say who is told of what",
  description: "With the version that was changed: 409 when somebody else was faster.",
  access: "admin",
  body: putRoutingSchema,
  success: [{ status: 200, description: "The routes as they are now.", schema: routingAnswerSchema }],
  problems: [409],
  handler: ({ pool, principal, body }) => inTransaction(pool, (client) => writeRouting(client, principal.projectId, body)),
});
