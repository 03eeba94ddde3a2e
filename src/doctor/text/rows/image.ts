import { cleanText } from '../../../registry/untrusted-text.ts';
import { bare, firstWord, type PhraseRow, plain } from './row.ts';

/** What is wrong with the image whoever serves it: its name, its platform, its kind. */
export const IMAGE_ROWS: readonly PhraseRow[] = [
  {
    phrases: ['invalid reference format', 'could not parse reference', 'Error parsing reference: '],
    // Other programs use these words within sentences of their own: `nginx: [emerg] invalid reference format in line 3`. Compose writes them below its clock.
    read: (before, after, phrase) =>
      (before === '' || before.endsWith(': ') || /\d\.\ds +$/.test(before) || phrase.endsWith(': ')) &&
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
  plain(
    { kind: 'schema1' },
    'manifest.v1+prettyjws',
    'manifest.v1+json',
    'schema 1 has been removed',
    'schema version 1',
    'illegal base64url string',
  ),
];
