/** The line where the tide stood, and the water now. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" className={className} aria-hidden>
      <path d="M2 6.5h20" stroke="currentColor" strokeOpacity="0.55" strokeWidth="1.5" strokeLinecap="round" strokeDasharray="0.5 3" />
      <path
        d="M2 14.500c2.500 0 2.500-2.700 5-2.700s2.500 2.700 5 2.700 2.500-2.700 5-2.700 2.500 2.700 5 2.700"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <path
        d="M2 20c2.500 0 2.500-2.100 5-2.100s2.500 2.100 5 2.100 2.500-2.100 5-2.100 2.500 2.100 5 2.100"
        stroke="currentColor"
        strokeOpacity="0.6"
        strokeWidth="1.500"
        strokeLinecap="round"
      />
    </svg>
  );
}
