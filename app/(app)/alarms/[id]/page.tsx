import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AlarmPage } from "#components/alarms/detail/alarm-page.tsx";

export const metadata: Metadata = { title: "Alarm" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!/^[1-9]\d{0,14}$/.test(id)) notFound();
  return <AlarmPage id={Number(id)} />;
}
