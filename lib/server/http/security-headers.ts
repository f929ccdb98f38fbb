interface Header {
  key: string;
  value: string;
}

/**
 * What a page may load and do. Everything comes from here; nothing is evaluated but WebAssembly (models in the browser).
 *
 * `script-src 'unsafe-inline'` is a gap: Next writes its page data as inline scripts, and allows them one by one only with a
 * nonce for each request, which takes a proxy.ts in front of every page (it cuts bodies over 10 MB on the routes that it
 * matches). React escapes all text, and no page inserts HTML, so the gap is the second wall's, not the first's.
 */
function contentSecurityPolicy(development: boolean): string {
  const rules: Record<string, string[]> = {
    "default-src": ["'self'"],
    // Development: React's refresh evaluates, and listens on a web socket.
    "script-src": ["'self'", "'unsafe-inline'", "'wasm-unsafe-eval'", ...(development ? ["'unsafe-eval'"] : [])],
    "worker-src": ["'self'"],
    // Charts and server-rendered elements carry style attributes.
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...(development ? ["ws:"] : [])],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
  };
  return Object.entries(rules)
    .map(([name, values]) => `${name} ${values.join(" ")}`)
    .join("; ");
}

/**
 * Headers of every answer, for next.config.ts. Strict-Transport-Security is left to whoever ends TLS: this process speaks
 * plain HTTP and cannot know that the whole host is meant.
 */
export function securityHeaders(development: boolean): Header[] {
  return [
    { key: "Content-Security-Policy", value: contentSecurityPolicy(development) },
    { key: "X-Content-Type-Options", value: "nosniff" },
    // Within the site the Origin header stays whole, which the check against cross-site requests needs.
    { key: "Referrer-Policy", value: "same-origin" },
    { key: "Permissions-Policy", value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()" },
    { key: "X-Frame-Options", value: "DENY" },
    // Together these make the page cross-origin isolated: models in the browser may then use several threads.
    { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
    { key: "Cross-Origin-Embedder-Policy", value: "require-corp" },
    { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  ];
}
