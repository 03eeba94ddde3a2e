/** What a token has to be good for where something is put. https://distribution.github.io/distribution/spec/auth/scope/ */
export function pushScope(repository: string): string {
  return `repository:${repository}:pull,push`;
}
