/* Shows the page anew when the site has been built again, and what was wrong when it could not be. Of `statusbok live` alone. */
"use strict";
const made = document.currentScript.dataset.made;

function overlay(error) {
  document.querySelector("#sb-live")?.remove();
  if (!error) return;
  const box = document.createElement("section");
  box.id = "sb-live";
  box.setAttribute("role", "alert");
  box.lang = "nb";
  const heading = document.createElement("h2");
  heading.textContent = "Rapporten kunne ikke bygges";
  const told = document.createElement("pre");
  told.lang = "en";
  told.tabIndex = 0;
  told.textContent = error;
  const advice = document.createElement("p");
  advice.textContent = "Siden er som den var før. Rett feilen og lagre, så bygges rapporten igjen.";
  box.append(heading, told, advice);
  document.body.append(box);
}

new EventSource("/-/events").onmessage = (event) => {
  const state = JSON.parse(event.data);
  if (state.made !== made) location.reload();
  else overlay(state.error);
};
