// Fills the hidden time zone of the sign-up form with what the browser knows; the person can change it in Settings.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
for (const input of document.querySelectorAll("input[name=time_zone]")) {
  if (input instanceof HTMLInputElement && !input.value && zone) input.value = zone;
}
