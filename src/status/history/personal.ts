import type { MirrorReport, Report } from '../../report/types.ts';
import { lineRenamed, publicView } from '../../report/views.ts';

/**
 * The report as anybody may read it. JSON on the machine of a run has personal addresses whole
 * (`https://k3jx81.mirror.aliyuncs.com`); a history is published, so there they are templates
 * (`https://{id}.mirror.aliyuncs.com`), wherever the report names them. Every other text is made one harmless line.
 */
export function withoutPersonalAddresses(report: Report): Report {
  const privateUrls = new Map<string, string>();
  const publicIds = new Map<string, string>();
  const mirrors = report.mirrors.map((mirror) => {
    const template = templateOf(mirror);
    if (template === null) return mirror;
    const id = publicId(mirror);
    privateUrls.set(id, mirror.url);
    publicIds.set(mirror.id, id);
    return { ...mirror, id, url: template };
  });
  const { unfinished: _, ...view } = publicView(
    { ...report, mirrors, ...lineRenamed(report, (id) => publicIds.get(id) ?? id) },
    { top: null, privateUrls },
  );
  return view;
}

const FIRST_LABEL = /^(https?:\/\/)([^./:{}]+)(?=\.)/;

/** Every provider of personal addresses puts the customer's part first in the name. */
function templateOf({ access, url }: MirrorReport): string | null {
  return access === 'personal-address' && FIRST_LABEL.test(url) ? url.replace(FIRST_LABEL, '$1{id}') : null;
}

/** An address that no list knows has its host for an id. */
function publicId({ id, url }: MirrorReport): string {
  const secret = FIRST_LABEL.exec(url)?.[2]?.toLowerCase() ?? '';
  return id.split('.').includes(secret)
    ? id
        .split('.')
        .map((label) => (label === secret ? 'personal' : label))
        .join('.')
    : id;
}
