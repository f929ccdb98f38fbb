"use client";

import { CircleUserRound, Keyboard, LogOut, Monitor, Moon, Sun } from "lucide-react";
import { toast } from "sonner";
import { signOut } from "#client/api/manage.ts";
import { setTheme, type Theme } from "#client/theme.ts";
import { useTheme } from "#client/use-theme.ts";
import { Button } from "../ui/button.tsx";
import {
  Dropdown,
  DropdownContent,
  DropdownItem,
  DropdownLabel,
  DropdownRadioGroup,
  DropdownRadioItem,
  DropdownSeparator,
  DropdownTrigger,
} from "../ui/dropdown.tsx";
import { useShell } from "./shell-context.ts";

export async function trySignOut(): Promise<void> {
  try {
    await signOut();
  } catch (error) {
    toast.error("You are still signed in", { description: error instanceof Error ? error.message : undefined });
  }
}

export function AccountMenu() {
  const theme = useTheme();
  const { openKeys } = useShell();
  return (
    <Dropdown>
      <DropdownTrigger asChild>
        <Button variant="ghost" className="w-full justify-start px-2 font-normal">
          <CircleUserRound aria-hidden />
          Account and theme
        </Button>
      </DropdownTrigger>
      <DropdownContent align="start" side="top" className="w-52">
        <DropdownLabel>Theme</DropdownLabel>
        <DropdownRadioGroup value={theme} onValueChange={(value) => setTheme(value as Theme)}>
          <DropdownRadioItem value="light">
            <Sun aria-hidden />
            Light
          </DropdownRadioItem>
          <DropdownRadioItem value="dark">
            <Moon aria-hidden />
            Dark
          </DropdownRadioItem>
          <DropdownRadioItem value="system">
            <Monitor aria-hidden />
            System
          </DropdownRadioItem>
        </DropdownRadioGroup>
        <DropdownSeparator />
        <DropdownItem onSelect={openKeys}>
          <Keyboard aria-hidden />
          Keyboard shortcuts
        </DropdownItem>
        <DropdownItem onSelect={() => void trySignOut()}>
          <LogOut aria-hidden />
          Sign out
        </DropdownItem>
      </DropdownContent>
    </Dropdown>
  );
}
