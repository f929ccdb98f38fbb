import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { IncidentPage } from "#components/incidents/incident-page.tsx";

export const metadata: Metadata = { title: "Incident" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!/^[1-9]\d{0,9}$/.test(id)) notFound();
  return <IncidentPage id={Number(id)} />;
}
