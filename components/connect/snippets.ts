export interface Snippet {
  id: string;
  /** What it is called on its tab. */
  label: string;
  /** The file it goes into, or where it runs. */
  title: string;
  code: string;
  /** Settings that matter, and why. */
  notes: string[];
}

export interface SnippetInput {
  /** The address of this Tidemark, e.g. "https://drift.example.com". */
  origin: string;
  /** The key itself, or a placeholder. */
  key: string;
  /** The key stands in the address instead of a header. */
  isUrlKey: boolean;
  model: string;
}

function endpoint({ origin, key, isUrlKey }: SnippetInput): string {
  return isUrlKey ? `${origin}/i/${key}/ingest` : `${origin}/api/v1/ingest`;
}

function curlAuth({ key, isUrlKey }: SnippetInput): string {
  return isUrlKey ? "" : ` \\\n  -H 'Authorization: Bearer ${key}'`;
}

function curlJson(input: SnippetInput): Snippet {
  const record = {
    id: "first-1",
    model: input.model,
    version: "1",
    inputs: { age: 41, plan: "pro" },
    prediction: "leave",
    score: 0.83,
    tags: { country: "KR" },
  };
  return {
    id: "curl",
    label: "curl",
    title: "terminal",
    code: `curl -sS '${endpoint(input)}'${curlAuth(input)} \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(record)}'`,
    notes: [
      "Without ts the record's time is when it arrives.",
      "Sent twice, the same id counts once: the answer then says one duplicate.",
      'A label that comes later is a record of its own with the same id: {"id":"first-1","model":…,"label":"stay"}.',
    ],
  };
}

function curlNdjson(input: SnippetInput): Snippet {
  return {
    id: "ndjson",
    label: "NDJSON, gzip",
    title: "terminal",
    code: `gzip -c predictions.ndjson | curl -sS '${endpoint(input)}'${curlAuth(input)} \\\n  -H 'Content-Type: application/x-ndjson' \\\n  -H 'Content-Encoding: gzip' \\\n  --data-binary @-`,
    notes: [
      "One record a line; up to 50,000 records, 16 MiB on the wire and 64 MiB inflated in one request.",
      "Use --data-binary: -d would take the line ends out.",
    ],
  };
}

function vector(input: SnippetInput): Snippet {
  const auth = input.isUrlKey ? "" : `\n    auth:\n      strategy: bearer\n      token: "${input.key}"`;
  return {
    id: "vector",
    label: "Vector",
    title: "vector.yaml",
    code: `sinks:
  tidemark:
    type: http
    inputs: ["predictions"]
    uri: "${endpoint(input)}"
    encoding:
      codec: json
    framing:
      method: newline_delimited
    compression: zstd${auth}
    healthcheck:
      uri: "${input.origin}/healthz"
    batch:
      timeout_secs: 1`,
    notes: [
      'inputs names the source or transform whose events are records: each with a "model", or send to /api/v1/ingest/<model>.',
      "Vector repeats on 429 and 503 by itself, and drops nothing that was answered with 200.",
    ],
  };
}

function fluentBit(input: SnippetInput): Snippet {
  const url = new URL(endpoint(input));
  const isTls = url.protocol === "https:";
  const port = url.port || (isTls ? "443" : "80");
  const auth = input.isUrlKey ? "" : `\n      header: Authorization Bearer ${input.key}`;
  return {
    id: "fluent-bit",
    label: "Fluent Bit",
    title: "fluent-bit.yaml",
    code: `pipeline:
  outputs:
    - name: http
      match: "predictions.*"
      host: ${url.hostname}
      port: ${port}
      uri: ${url.pathname}
      tls: ${isTls ? "on" : "off"}
      format: json_lines
      json_date_key: ts
      json_date_format: iso8601
      compress: gzip
      retry_limit: false${auth}`,
    notes: [
      "retry_limit: false tries again until it works. The default of one retry loses data in a restart of ten seconds.",
      "json_date_key: ts gives each record the time that Fluent Bit has for it.",
    ],
  };
}

function python(input: SnippetInput): Snippet {
  const auth = input.isUrlKey ? "" : `\n            "Authorization": "Bearer ${input.key}",`;
  return {
    id: "python",
    label: "Python",
    title: "tidemark_send.py (standard library only)",
    code: `import gzip, json, time, urllib.error, urllib.request

URL = "${endpoint(input)}"

def send(records, tries=8):
    """Sends records, again where the server asks for it. Repeats are harmless: an id counts once."""
    body = gzip.compress("\\n".join(json.dumps(r) for r in records).encode())
    for attempt in range(tries):
        request = urllib.request.Request(URL, data=body, method="POST", headers={${auth}
            "Content-Type": "application/x-ndjson",
            "Content-Encoding": "gzip",
        })
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise RuntimeError(error.read().decode()) from error
            time.sleep(float(error.headers.get("Retry-After", 2)))
        except urllib.error.URLError:
            time.sleep(min(2 ** attempt, 30))
    raise RuntimeError("Tidemark did not take the records")

answer = send([
    {"id": "first-1", "model": ${JSON.stringify(input.model)}, "version": "1",
     "inputs": {"age": 41, "plan": "pro"}, "prediction": "leave", "score": 0.83},
])
print(answer["accepted"], "accepted,", answer["rejected"], "rejected", answer["errors"])`,
    notes: [
      "The answer is 200 also when records were rejected: look at rejected and errors, or at the list on this page.",
      "json.dumps writes NaN, which is no JSON and loses its record: send None where nothing is known.",
    ],
  };
}

/** How each shipper is set up to send records here, with the settings that lose nothing. */
export function snippetsFor(input: SnippetInput): Snippet[] {
  return [curlJson(input), curlNdjson(input), vector(input), fluentBit(input), python(input)];
}
