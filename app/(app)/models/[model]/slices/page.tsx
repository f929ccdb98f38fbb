import type { Metadata } from "next";
import { SlicesPage } from "#components/slices/slices-page.tsx";

export const metadata: Metadata = { title: "Slices" };

export default function Page() {
  return <SlicesPage />;
}
