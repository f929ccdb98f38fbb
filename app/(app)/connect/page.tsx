import type { Metadata } from "next";
import { Connect } from "#components/connect/connect.tsx";

export const metadata: Metadata = { title: "Connect" };

export default function ConnectPage() {
  return <Connect />;
}
