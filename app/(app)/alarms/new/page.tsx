import type { Metadata } from "next";
import { NewAlarm } from "#components/alarms/form/new-alarm.tsx";

export const metadata: Metadata = { title: "New alarm" };

export default function Page() {
  return <NewAlarm />;
}
