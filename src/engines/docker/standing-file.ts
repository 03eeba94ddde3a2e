import { bytesOf } from '../../host/file-state.ts';
import { capabilitiesOf } from './capabilities.ts';
import { type DaemonJsonDocument, excerptAt, readDaemonJson } from './daemon-json/index.ts';
import type { Inspection } from './inspect.ts';
import { checkMirror } from './mirror-rules.ts';
import type { DockerRefusal } from './plan/index.ts';
import { refusedPlace } from './refused-place.ts';
import { askEngine } from './validate.ts';

/**
 * Does the engine itself refuse the file as it stands, before any change of ours? Nobody has to wait for a survey to hear of it. What it
 * would refuse for a mirror that the change takes out is not in the way; the new file is judged again before it counts.
 */
export async function refusedAsItStands(
  { file, engine, install }: Pick<Inspection, 'file' | 'engine' | 'install'>,
  touchesMirrors: boolean,
): Promise<DockerRefusal | null> {
  const bytes = bytesOf(file);
  if (bytes === null) return null;
  const document = readDaemonJson(bytes, engine.version);
  // What is not JSON was told already, or is repaired; a blank file is filled.
  if (document.kind === 'problem' || document.text.trim() === '') return null;
  if (touchesMirrors && mendsMirrors(document, engine)) return null;
  const judged = await askEngine(install.configPath, engine);
  // Silence is not a refusal: the new file is judged again.
  if (judged?.kind !== 'refuses') return null;
  const path = install.configPath;
  const lines = judged.lines.map((line) =>
    line.replace(/^unable to configure the Docker daemon with file \S+: /, ''),
  );
  const place = refusedPlace(document.text, lines);
  return {
    kind: 'refusal',
    exitCode: 3,
    reason: {
      kind: 'refused-file',
      path,
      line: place?.line ?? null,
      excerpt: place && excerptAt(bytes, place.line, place.column),
      lines,
    },
  };
}

function mendsMirrors(
  { registryMirrors, findings }: DaemonJsonDocument,
  { version }: Pick<Inspection['engine'], 'version'>,
): boolean {
  const capabilities = capabilitiesOf(version);
  return (
    findings.some(({ code, key }) => code === 'wrong-type' && key === 'registry-mirrors') ||
    (registryMirrors ?? []).some((url) => !checkMirror(url, capabilities).ok)
  );
}
