import type { Metadata } from "next";
import { OutputsPage } from "#components/outputs/outputs-page.tsx";

export const metadata: Metadata = { title: "Outputs" };

export default function Page() {
  return <OutputsPage />;
}
