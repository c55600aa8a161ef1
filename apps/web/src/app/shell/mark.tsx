/** Divan's mark: a register's page in the shape of a D. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#0f6466" />
      <path d="M9 8h7a8 8 0 0 1 0 16H9z" fill="none" stroke="#eaf6f5" strokeWidth="2.6" strokeLinejoin="round" />
      <path d="M13 13.2h5.4M13 18.8h5.4M13 16h8" stroke="#78c3be" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
