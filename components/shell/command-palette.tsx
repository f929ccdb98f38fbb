"use client";

import { Command } from "cmdk";
import {
  BellOff,
  BellPlus,
  BellRing,
  BookText,
  ChartColumnStacked,
  CircleHelp,
  Columns3,
  Keyboard,
  LayoutList,
  LogOut,
  type LucideIcon,
  Monitor,
  Moon,
  PieChart,
  Plug,
  Search,
  Send,
  Settings,
  Siren,
  Sun,
  TableProperties,
  Target,
  Waves,
} from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { Dialog as Primitive } from "radix-ui";
import { useModel, useModels } from "#client/api/models.ts";
import { modelOfPath, routes } from "#client/routes.ts";
import { setTheme } from "#client/theme.ts";
import { leavePage } from "#client/unsaved.ts";
import { carriedQuery } from "#client/url-state.ts";
import type { ModelListItem } from "#core/contracts/models.ts";
import { VerdictIcon } from "../ui/verdict-badge.tsx";
import { trySignOut } from "./account-menu.tsx";
import { useShell } from "./shell-context.ts";

interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function CommandPalette({ open, onOpenChange }: PaletteProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-50 animate-fade bg-overlay" />
        <Primitive.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-fade overflow-hidden rounded-lg border border-line bg-bg shadow-float outline-none"
        >
          <Primitive.Title className="sr-only">Command palette</Primitive.Title>
          <Palette close={() => onOpenChange(false)} />
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const itemClass =
  "flex h-9 cursor-pointer select-none items-center gap-2.5 rounded px-2 text-ink text-sm data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3";
const groupClass =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3";

function Palette({ close }: { close: () => void }) {
  const router = useRouter();
  const search = useSearchParams();
  const current = modelOfPath(usePathname());
  const { openKeys } = useShell();
  const models = useModels();
  const run = (action: () => void) => () => {
    close();
    action();
  };
  const go = (path: string, query = "") => run(() => leavePage(() => router.push(`${path}${query}`)));
  const shared = carriedQuery(search, ["refresh", "tz"]);
  const ordered = [...(models.data?.data ?? [])].sort((a, b) => Number(b.name === current) - Number(a.name === current));

  return (
    <Command label="Commands" loop>
      <div className="flex items-center gap-2 border-line border-b px-3">
        <Search className="size-4 text-ink-3" aria-hidden />
        <Command.Input
          autoFocus
          placeholder="Go to a page, model or column"
          className="h-11 w-full bg-transparent text-ink text-sm outline-none focus-visible:outline-none"
        />
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-2 py-8 text-center text-ink-2">Nothing has that name.</Command.Empty>
        {current && <ColumnItems model={current} go={go} query={carriedQuery(search)} />}
        <Command.Group heading="Pages" className={groupClass}>
          <PageItem icon={LayoutList} label="Overview" onSelect={go(routes.overview, shared)} />
          <PageItem icon={Siren} label="Incidents" onSelect={go(routes.incidents)} />
          <PageItem icon={BellRing} label="Alarms" onSelect={go(routes.alarms)} />
          <PageItem
            icon={BellPlus}
            label="New alarm"
            onSelect={go(routes.newAlarm, current ? `?model=${encodeURIComponent(current)}` : "")}
          />
          <PageItem icon={Send} label="Channels" onSelect={go(routes.channels)} />
          <PageItem icon={BellOff} label="Silences" onSelect={go(routes.silences)} />
          <PageItem icon={CircleHelp} label="What can go wrong?" onSelect={go(routes.failures)} />
          <PageItem icon={Plug} label="Connect" onSelect={go(routes.connect)} />
          <PageItem icon={BookText} label="API reference" onSelect={go(routes.apiReference)} />
        </Command.Group>
        {ordered.map((model) => (
          <ModelItems key={model.name} model={model} go={go} query={model.name === current ? carriedQuery(search) : shared} />
        ))}
        <Command.Group heading="Actions" className={groupClass}>
          <PageItem icon={Sun} label="Light theme" onSelect={run(() => setTheme("light"))} />
          <PageItem icon={Moon} label="Dark theme" onSelect={run(() => setTheme("dark"))} />
          <PageItem icon={Monitor} label="System theme" onSelect={run(() => setTheme("system"))} />
          <PageItem icon={Keyboard} label="Keyboard shortcuts" onSelect={run(openKeys)} />
          <PageItem icon={LogOut} label="Sign out" onSelect={run(() => void trySignOut())} />
        </Command.Group>
      </Command.List>
    </Command>
  );
}

type Go = (path: string, query?: string) => () => void;

function PageItem({ icon: Icon, label, onSelect }: { icon: LucideIcon; label: string; onSelect: () => void }) {
  return (
    <Command.Item value={label} onSelect={onSelect} className={itemClass}>
      <Icon aria-hidden />
      {label}
    </Command.Item>
  );
}

function ModelItems({ model, go, query }: { model: ModelListItem; go: Go; query: string }) {
  const pages = [
    { icon: Waves, label: "Drift", path: routes.drift(model.name) },
    { icon: Target, label: "Performance", path: routes.performance(model.name) },
    { icon: PieChart, label: "Slices", path: routes.slices(model.name) },
    { icon: ChartColumnStacked, label: "Outputs", path: routes.outputs(model.name) },
    { icon: TableProperties, label: "Records", path: routes.records(model.name) },
    { icon: Settings, label: "Settings", path: routes.settings(model.name) },
  ];
  return (
    <Command.Group heading={`Model ${model.title}`} className={groupClass}>
      {pages.map(({ icon: Icon, label, path }) => (
        <Command.Item key={path} value={`${model.title} ${model.name} ${label}`} onSelect={go(path, query)} className={itemClass}>
          {label === "Drift" ? <VerdictIcon verdict={model.health.verdict} /> : <Icon aria-hidden />}
          <span className="truncate">{model.title}</span>
          <span className="ml-auto text-ink-3 text-xs">{label}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** Columns of the model in view: each opens its drift. */
function ColumnItems({ model, go, query }: { model: string; go: Go; query: string }) {
  const detail = useModel(model);
  const columns = detail.data?.columns.filter((column) => !column.ignored) ?? [];
  if (columns.length === 0) return null;
  const withColumn = (name: string) => `${query ? `${query}&` : "?"}column=${encodeURIComponent(name)}`;
  return (
    <Command.Group heading="Columns" className={groupClass}>
      {columns.map((column) => (
        <Command.Item
          key={column.name}
          value={`column ${column.name}`}
          onSelect={go(routes.drift(model), withColumn(column.name))}
          className={itemClass}
        >
          <Columns3 aria-hidden />
          <span className="truncate font-mono text-xs">{column.name}</span>
          <span className="ml-auto text-ink-3 text-xs">{column.role}</span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}
