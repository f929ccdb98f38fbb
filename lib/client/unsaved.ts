"use client";

import { useCallback, useEffect, useSyncExternalStore } from "react";

// What was typed and not saved is not thrown away unasked: not by a link, not by Back and Forward, not by closing what it stands in, and not by closing
// the tab. Next's router has no hook for this: it writes the history after the next page is on the screen. So links are stopped before Next hears of
// them, and Back and Forward by the Navigation API. A browser without that API asks in all cases but those two.

export interface LeaveWords {
  title: string;
  description: string;
  /** On the button that throws it away. */
  action: string;
  /** On the button that keeps it. */
  keep: string;
}

const LEAVE: LeaveWords = {
  title: "Leave without saving?",
  description: "What you have changed on this page is lost.",
  action: "Leave",
  keep: "Stay",
};

const DISCARD: LeaveWords = {
  title: "Discard what you typed?",
  description: "It has not been saved.",
  action: "Discard",
  keep: "Keep it",
};

interface Question extends LeaveWords {
  go: () => void;
}

const unsaved = new Set<symbol>();
const watchers = new Set<() => void>();
let question: Question | null = null;
/** The person has said so: what follows is let through. */
let isLeaving = false;

function setQuestion(next: Question | null): void {
  question = next;
  for (const watcher of watchers) watcher();
}

/** The question that is open, for the dialog; null: none. */
export function useLeaveQuestion(): LeaveWords | null {
  return useSyncExternalStore(
    (onChange) => {
      watchers.add(onChange);
      return () => void watchers.delete(onChange);
    },
    () => question,
    () => null,
  );
}

export function answerLeaveQuestion(leave: boolean): void {
  const asked = question;
  setQuestion(null);
  if (leave) asked?.go();
}

/** Goes elsewhere; asks first if something on the page is not saved. For what is neither a link nor the browser's own way. */
export function leavePage(go: () => void, words: LeaveWords = LEAVE): void {
  if (unsaved.size === 0) go();
  else setQuestion({ ...words, go });
}

/** A link to another page, opened in this tab. */
function linkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || !(event.target instanceof Element))
    return null;
  const link = event.target.closest<HTMLAnchorElement>("a[href]");
  if (!link || (link.target !== "" && link.target !== "_self") || link.hasAttribute("download")) return null;
  // Of other sites the browser asks itself.
  const isElsewhere = link.origin === location.origin && link.pathname + link.search !== location.pathname + location.search;
  return isElsewhere ? link : null;
}

function onClick(event: MouseEvent): void {
  const link = isLeaving ? null : linkOf(event);
  if (!link) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  setQuestion({ ...LEAVE, go: () => follow(link) });
}

/** The same click again, let through. */
function follow(link: HTMLAnchorElement): void {
  if (!link.isConnected) {
    location.assign(link.href);
    return;
  }
  isLeaving = true;
  const isForBrowser = link.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, view: window }));
  // Next takes it in the page; else the browser is about to leave the document, and must not ask once more.
  if (!isForBrowser) isLeaving = false;
}

function onNavigate(event: NavigateEvent): void {
  if (event.navigationType !== "traverse" || !event.cancelable || isLeaving) return;
  // With the same path it is a range or a filter that goes back: what was typed stays.
  if (new URL(event.destination.url).pathname === location.pathname) return;
  event.preventDefault();
  const { key } = event.destination;
  setQuestion({ ...LEAVE, go: () => traverse(key) });
}

function traverse(key: string): void {
  isLeaving = true;
  const { committed, finished } = navigation.traverseTo(key);
  const end = () => {
    isLeaving = false;
  };
  committed?.then(end, end);
  finished?.catch(() => {});
}

function onUnload(event: BeforeUnloadEvent): void {
  if (!isLeaving) event.preventDefault();
}

const hasNavigation = () => "navigation" in window;

/** A page that listens to `beforeunload` is not kept for Back: so only while there is something to lose. */
function watch(one: symbol): () => void {
  if (unsaved.size === 0) {
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    if (hasNavigation()) navigation.addEventListener("navigate", onNavigate);
  }
  unsaved.add(one);
  return () => {
    unsaved.delete(one);
    if (unsaved.size > 0) return;
    document.removeEventListener("click", onClick, true);
    window.removeEventListener("beforeunload", onUnload);
    if (hasNavigation()) navigation.removeEventListener("navigate", onNavigate);
  };
}

/**
 * While `isUnsaved`, leaving the page asks first. The answer asks before anything else that would throw away what this form holds, such as closing the
 * dialog that it stands in.
 */
export function useUnsavedGuard(isUnsaved: boolean): (go: () => void, words?: LeaveWords) => void {
  useEffect(() => (isUnsaved ? watch(Symbol("unsaved")) : undefined), [isUnsaved]);
  return useCallback(
    (go, words = DISCARD) => {
      if (isUnsaved) setQuestion({ ...words, go });
      else go();
    },
    [isUnsaved],
  );
}
