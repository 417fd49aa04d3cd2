/** The token that every change has to carry, from the cookie that Spring Security sets. */
export const csrfHeader = () => (
  { 'X-XSRF-TOKEN': document.cookie.match(/(?:^|; )XSRF-TOKEN=([^;]*)/)?.[1] ?? '' }
);
