import type { Metadata } from "next";
import { PerformancePage } from "#components/performance/performance-page.tsx";

export const metadata: Metadata = { title: "Performance" };

export default function Page() {
  return <PerformancePage />;
}
