import type { ChannelKind } from "#core/contracts/channels.ts";

/** Named again here (and checked to be complete) because the contracts would bring their validator along into the page. */
const KINDS: Record<ChannelKind, true> = { webhook: true, slack: true, teams: true, pagerduty: true, email: true, alertmanager: true };
export const CHANNEL_KIND_NAMES = Object.keys(KINDS) as ChannelKind[];
