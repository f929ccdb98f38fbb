/** Part of the reason in the record of slots that cannot be read afterwards. Not the fault that `skipped_slots` watches for. */
export const ONLY_LIVE = "what it looks at is only known as it happens";
