import type { Metadata } from "next";
import { ModelSettings } from "#components/settings/model-settings.tsx";

export const metadata: Metadata = { title: "Settings" };

export default function SettingsPage() {
  return <ModelSettings />;
}
