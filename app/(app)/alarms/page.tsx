import type { Metadata } from "next";
import { AlarmsPage } from "#components/alarms/alarms-page.tsx";

export const metadata: Metadata = { title: "Alarms" };

export default function Page() {
  return <AlarmsPage />;
}
