"use client";

import { useId, useState } from "react";
import { areShortcutsOn, listShortcuts, type Shortcut, setShortcutsOn } from "#client/shortcuts.ts";
import { Dialog, DialogContent } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Switch } from "../ui/switch.tsx";

const KEY_NAMES: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc", Enter: "↵" };
const ORDER = ["Everywhere", "Go to", "Time"];

function grouped(): [string, Pick<Shortcut, "keys" | "label">[]][] {
  const groups = new Map<string, Pick<Shortcut, "keys" | "label">[]>([
    ["Everywhere", [{ keys: ["Ctrl or ⌘", "K"], label: "Command palette" }]],
  ]);
  for (const shortcut of listShortcuts()) {
    groups.set(shortcut.group, [...(groups.get(shortcut.group) ?? []), shortcut]);
  }
  const rank = (group: string) => (ORDER.includes(group) ? ORDER.indexOf(group) : ORDER.length);
  return [...groups].sort((a, b) => rank(a[0]) - rank(b[0]));
}

export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Keyboard shortcuts" description="The keys that work on this page.">
        <KeyList />
      </DialogContent>
    </Dialog>
  );
}

function KeyList() {
  const id = useId();
  const [on, setOn] = useState(areShortcutsOn);
  return (
    <div className="flex flex-col gap-4">
      {grouped().map(([group, rows]) => (
        <section key={group}>
          <h3 className="mb-1 font-medium text-ink-3 text-xs">{group}</h3>
          <dl>
            {rows.map((row) => (
              <div key={row.keys.join(" ")} className="flex h-8 items-center justify-between gap-4 border-line border-b last:border-b-0">
                <dt className="text-ink">{row.label}</dt>
                <dd className="flex gap-1">
                  {row.keys.map((key) => (
                    <Kbd key={key}>{KEY_NAMES[key] ?? key}</Kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <div className="flex items-center justify-between gap-4 border-line border-t pt-3">
        <label htmlFor={id} className="text-ink-2">
          Single keys do something (the palette's always does)
        </label>
        <Switch
          id={id}
          checked={on}
          onCheckedChange={(next) => {
            setShortcutsOn(next);
            setOn(next);
          }}
        />
      </div>
    </div>
  );
}
