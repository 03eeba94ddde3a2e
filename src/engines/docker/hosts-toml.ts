/**
 * Does this `certs.d/docker.io/hosts.toml` take the place of `registry-mirrors`? One host table is enough: with the
 * upstream, which is always appended, that makes more than one host (moby daemon/hosts.go). With `server` alone the
 * mirrors still count. https://github.com/containerd/containerd/blob/main/docs/hosts.md
 */
export function replacesMirrors(hostsToml: string): boolean {
  return hostsToml.split('\n').some((line) => HOST_TABLE.test(line));
}

const HOST_TABLE =
  /^[ \t]*\[[ \t]*(?:host|"host"|'host')[ \t]*\.[ \t]*(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\]/;
