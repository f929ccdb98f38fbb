import type { Metadata } from "next";
import type { ReactNode } from "react";
import { ModelFrame } from "#components/models/model-frame.tsx";

interface ModelLayoutProps {
  children: ReactNode;
  params: Promise<{ model: string }>;
}

export async function generateMetadata({ params }: ModelLayoutProps): Promise<Metadata> {
  const name = decodeURIComponent((await params).model);
  return { title: { default: name, template: `%s · ${name} · Tidemark` } };
}

export default function ModelLayout({ children }: ModelLayoutProps) {
  return <ModelFrame>{children}</ModelFrame>;
}
