import { redirect } from "next/navigation";

interface ModelPageProps {
  params: Promise<{ model: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** A model's first page is its drift; the query goes along, so that a short link keeps its range of time. */
export default async function ModelPage({ params, searchParams }: ModelPageProps) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(await searchParams)) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) query.append(name, item);
  }
  const name = decodeURIComponent((await params).model);
  redirect(`/models/${encodeURIComponent(name)}/drift${query.size > 0 ? `?${query}` : ""}`);
}
