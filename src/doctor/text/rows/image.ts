import { cleanText } from '../../../registry/untrusted-text.ts';
import { bare, firstWord, type PhraseRow, plain } from './row.ts';

/** What is wrong with the image whoever serves it: its name, its platform, its kind. */
export const IMAGE_ROWS: readonly PhraseRow[] = [
  {
    phrases: ['invalid reference format', 'could not parse reference', 'Error parsing reference: '],
    // Other programs use these words within sentences of their own: `nginx: [emerg] invalid reference format in line 3`. Compose writes them below its clock.
    read: (before, after, phrase) =>
      (before === '' ||
        before.endsWith(': ') ||
        before.endsWith('("') ||
        /\d\.\ds +$/.test(before) ||
        phrase.endsWith(': ')) &&
      !/^ (?:in|at|on) /.test(after)
        ? { kind: 'bad-reference', upperCase: after.includes('must be lowercase') }
        : null,
  },
  plain({ kind: 'bad-reference', upperCase: false }, 'InvalidImageName', "couldn't parse image reference"),
  {
    phrases: [
      'unsupported media type ',
      'unsupported manifest media type ',
      'unknown image config media type ',
    ],
    read: (_, after) => {
      const type = bare(firstWord(after));
      // No artifact, but a page, or what engines gave up.
      const isArtifact = type.startsWith('application/vnd.') && !type.startsWith('application/vnd.docker.');
      return isArtifact ? { kind: 'not-an-image', type: cleanText(type) } : null;
    },
  },
  {
    phrases: ['no matching manifest for '],
    read: (_, after) => {
      const platform = firstWord(after);
      return { kind: 'platform-missing', platform: platform.includes('/') ? cleanText(platform) : null };
    },
  },
  plain(
    { kind: 'platform-missing', platform: null },
    'no match for platform in manifest',
    'no image found in image index for architecture',
    'no image found in manifest list for architecture',
    'does not provide the specified platform',
    'does not match the specified platform',
    'cannot be used on this platform',
  ),
  {
    phrases: ['no child with platform ', 'requested "'],
    read: (before, after, phrase) => {
      if (phrase.startsWith('no child'))
        return { kind: 'platform-missing', platform: cleanText(firstWord(after)) };
      return before.includes('cannot download image with operating system ')
        ? { kind: 'platform-missing', platform: null }
        : null;
    },
  },
  {
    // containers/image, of the configuration of an image: it asks what this manifest has of a layer.
    phrases: ['unsupported image-specific operation on artifact with type '],
    read: (_, after) => {
      const type = bare(firstWord(after));
      return type.startsWith('application/vnd.docker.')
        ? { kind: 'engine-too-old' }
        : { kind: 'not-an-image', type: cleanText(type) };
    },
  },
  {
    // The classic store, of what a manifest is, and has as its configuration.
    phrases: ['Encountered remote '],
    read: (_, after) => ({
      kind: 'not-an-image',
      type: cleanText(bare(firstWord(after)).split('(', 1)[0] ?? '') || null,
    }),
  },
  plain(
    { kind: 'not-an-image', type: null },
    'invalid rootfs in image configuration',
    'unknown media type during manifest conversion',
  ),
  {
    // The classic store, of a manifest that says of itself another type than its header.
    phrases: ['mediaType in manifest should be '],
    read: (_, after) => ({ kind: after.includes('oci.image') ? 'engine-too-old' : 'odd-answer' }),
  },
  // libtrust's word for a manifest of schema 1 that nobody signed: engines before OCI take theirs for one.
  plain(
    { kind: 'engine-too-old' },
    'missing signature key',
    'accept header does not support OCI',
    'unsupported manifest format',
    'unsupported schema version',
    "image's manifest would not match destination reference",
    'only supported on a Docker daemon with experimental features enabled',
  ),
  plain(
    { kind: 'platform-missing', platform: null },
    'operating system does not match the host operating system',
    '-based image is incompatible with a ',
  ),
  plain(
    { kind: 'schema1' },
    'schema 1 support is disabled',
    'manifest schema unsupported',
    'manifest.v1+prettyjws',
    'distribution.manifest.v1+json',
    'schema 1 has been removed',
    'schema version 1',
    'illegal base64url string',
  ),
];
