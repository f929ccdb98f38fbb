"use client";

import { useEffect, useRef } from "react";

export interface Shortcut {
  /** Keys pressed one after the other, e.g. ["g", "o"], or one. */
  keys: readonly string[];
  label: string;
  group: string;
  run: () => void;
}

const registered = new Set<Shortcut>();
const OFF_KEY = "tidemark-shortcuts-off";

/** Single keys can be turned off (WCAG 2.1.4): speech input would press them by accident. */
export function areShortcutsOn(): boolean {
  try {
    return localStorage.getItem(OFF_KEY) === null;
  } catch {
    return true;
  }
}

export function setShortcutsOn(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF_KEY);
    else localStorage.setItem(OFF_KEY, "1");
  } catch {
    // Without storage the keys stay on.
  }
}

/** The keys that work on this page now, for the `?` dialog. */
export function listShortcuts(): Shortcut[] {
  return [...registered];
}

/** Makes keys do something while the component is on the page. */
export function useShortcut(keys: readonly string[], label: string, group: string, run: () => void, enabled = true): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  const combination = keys.join(" ");
  useEffect(() => {
    if (!enabled) return;
    const shortcut: Shortcut = { keys: combination.split(" "), label, group, run: () => latest.current() };
    registered.add(shortcut);
    return () => void registered.delete(shortcut);
  }, [combination, label, group, enabled]);
}

const SEQUENCE_MS = 1200;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest("[role=dialog],[role=menu],[role=listbox]") !== null
  );
}

/** Listens on the window; to be called once, by the shell. */
export function useShortcutListener(): void {
  useEffect(() => {
    let pressed: string[] = [];
    let last = 0;
    function onKeyDown(event: KeyboardEvent) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !areShortcutsOn()) return;
      if (event.timeStamp - last > SEQUENCE_MS) pressed = [];
      last = event.timeStamp;
      pressed = [...pressed, event.key].slice(-2);
      const hit = [2, 1]
        .map((length) => pressed.slice(-length).join(" "))
        .map((typed) => listShortcuts().find((shortcut) => shortcut.keys.join(" ") === typed))
        .find((shortcut) => shortcut !== undefined);
      if (!hit) return;
      pressed = [];
      event.preventDefault();
      hit.run();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
