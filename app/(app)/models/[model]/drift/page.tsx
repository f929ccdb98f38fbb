import type { Metadata } from "next";
import { DriftPage } from "#components/drift/drift-page.tsx";

export const metadata: Metadata = { title: "Drift" };

export default function Page() {
  return <DriftPage />;
}
