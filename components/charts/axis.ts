/** How all charts draw their axes: quiet, small, in tabular figures. */
export const TICK = { fill: "var(--ink-3)", fontSize: 11, style: { fontVariantNumeric: "tabular-nums" } };

export const AXIS = { axisLine: { stroke: "var(--line)" }, tickLine: false, tick: TICK } as const;

/** Same inner edges in charts that stand above each other, so that their times align. */
export const PLOT = { left: 52, right: 16 } as const;
