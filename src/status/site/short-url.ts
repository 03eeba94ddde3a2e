/** The address without `https://`, which nearly all have; `http://` is told. */
export function shortUrl(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/\/$/, '');
}
