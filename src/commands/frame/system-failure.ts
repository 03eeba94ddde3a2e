/** ENOENT, EACCES, ENOSPC …: what the system refuses is no fault of ours. null: it is none of the system's. */
export function systemFailure(
  error: unknown,
): { readonly code: string; readonly path: string | null } | null {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'string')) return null;
  if (!/^E[A-Z0-9]+$/.test(error.code)) return null;
  const path = 'path' in error ? String(error.path) : null;
  return { code: error.code, path };
}
