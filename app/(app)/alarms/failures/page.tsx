import type { Metadata } from "next";
import { FailuresPage } from "#components/failures/failures-page.tsx";

export const metadata: Metadata = { title: "What can go wrong?" };

export default function Page() {
  return <FailuresPage />;
}
