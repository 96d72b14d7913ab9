/** The bell of the flock's leading sheep, ringing to the right: forward. */
export const Logo = ({ className }: { className?: string }) => (
  <svg aria-hidden viewBox="0 0 32 32" className={className}>
    <rect width="32" height="32" rx="8" fill="var(--accent)" />
    <path d="M10.5 20.5h11c-1.2-1.4-1.6-2.8-1.6-5 0-3-1.4-5.4-3.9-5.4s-3.9 2.4-3.9 5.4c0 2.2-.4 3.6-1.6 5Z" fill="none" stroke="var(--accent-fg)" strokeWidth="1.8" strokeLinejoin="round" />
    <path d="M16 10V8.2M14.4 22.8a1.7 1.7 0 0 0 3.2 0M22.6 10.8a7.6 7.6 0 0 1 1.6 4.6" fill="none" stroke="var(--accent-fg)" strokeWidth="1.8" strokeLinecap="round" />
  </svg>
);
