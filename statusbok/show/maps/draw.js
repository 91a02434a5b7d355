// Draws what interactive.py decided: areas, lines, places and names. All text goes in as text, never as HTML.
function draw(map, data) {
  const text = (lines) => {
    const box = document.createElement("div");
    for (const line of lines) box.appendChild(document.createElement("p")).textContent = line;
    return box;
  };
  const speak = (layer, item) => {
    if (item.tip) layer.bindTooltip(() => text([item.tip]), { sticky: true });
    if (item.text) layer.bindPopup(() => text(item.text), { maxWidth: 280 });
    layer.on("add", () => {
      const element = layer.getElement && layer.getElement();
      if (!element || !item.tip) return;
      // Chromium lets the keyboard stop at every shape with a tooltip; only those with more to say are worth it.
      element.setAttribute("tabindex", item.focus ? "0" : "-1");
      if (!item.focus) return;
      element.setAttribute("role", "button");
      element.setAttribute("aria-label", item.text.join(". "));
    });
  };

  const view = () => {
    // A frame that is not on the screen yet has no size; the map waits for "resize".
    if (map.getSize().x < 40) return map.setView(L.latLngBounds(data.bounds).getCenter(), 8);
    map.setMinZoom(0);
    map.fitBounds(data.bounds, { animate: false, padding: [18, 18] });
    return map.setMinZoom(map.getZoom() - 0.25);
  };
  view();
  map.setMaxBounds(data.limits);
  const zoom = L.control.zoom({ zoomInTitle: data.words.zoomIn, zoomOutTitle: data.words.zoomOut }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);

  // The ground is written as steps from point to point; see _encoded in interactive.py.
  const points = (text) => {
    const found = [];
    let [at, bits, number, step] = [[0, 0], 0, 0, 0];
    for (let i = 0; i < text.length; i++) {
      const part = text.charCodeAt(i) - 63;
      number |= (part & 31) << bits;
      bits += 5;
      if (part >= 32) continue;
      at[step] += number & 1 ? ~(number >> 1) : number >> 1;
      if (step) found.push([at[0] / 1e4, at[1] / 1e4]);
      [bits, number, step] = [0, 0, 1 - step];
    }
    return found;
  };
  const drawn = data.areas.map((area) => {
    const rings = ground[area.shape].split(",").map((part) => part.split(" ").map(points));
    const options = { ...data.styles[area.style], interactive: Boolean(area.tip || area.text) };
    const layer = area.line ? L.polyline(rings.flat(), options) : L.polygon(rings, options);
    speak(layer, area);
    return layer.addTo(map);
  });
  for (const line of data.lines) {
    // Something wide enough for a finger.
    const target = L.polyline(line.at, { weight: Math.max(16, line.width), opacity: 0, noClip: true });
    speak(target, { ...line, focus: false });
    target.addTo(map);
  }
  for (const line of data.lines) {
    const layer = L.polyline(line.at, { color: data.line, weight: line.width, opacity: 0.9, lineCap: "butt", smoothFactor: 0, noClip: true });
    const under = L.polyline(line.at, { color: "#fff", weight: line.width + 2, lineCap: "butt", interactive: false, noClip: true });
    under.addTo(map);
    speak(layer, line);
    layer.addTo(map);
    layer.getElement().setAttribute("marker-mid", "url(#arrow)");
  }
  const marks = [];
  for (const dot of data.dots) {
    const mark = L.circleMarker(dot.at, { radius: dot.own ? 6 : 4, color: dot.own ? "#fff" : data.line, fillColor: dot.own ? data.line : "#fff", fillOpacity: 1, weight: 2, interactive: false }).addTo(map);
    marks.push(mark);
  }
  for (const place of data.places) {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("viewBox", "-10 -10 20 20");
    icon.setAttribute("aria-hidden", "true");
    const shape = icon.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "path"));
    for (const [key, value] of Object.entries({ d: place.path, fill: place.colour, stroke: "#fff", "stroke-width": 1.8 })) shape.setAttribute(key, value);
    const marker = L.marker(place.at, { icon: L.divIcon({ className: "place", html: icon, iconSize: [22, 22] }) });
    speak(marker, place);
    marker.addTo(map);
    marks.push(marker);
  }

  const names = data.names.map((name) => {
    const span = document.createElement("span");
    span.textContent = name.text;
    return L.marker(name.at, { icon: L.divIcon({ className: "name " + name.look, html: span, iconSize: [0, 0] }), interactive: false, keyboard: false }).addTo(map);
  });
  // Names come in order of importance; one with no room on either side waits until the map is larger.
  const declutter = () => {
    const frame = map.getContainer().getBoundingClientRect();
    const apart = (a, b) => a.right < b.left || b.right < a.left || a.bottom < b.top || b.bottom < a.top;
    const kept = [...marks.map((mark) => mark.getElement()), zoom.getContainer()].map((e) => e.getBoundingClientRect());
    names.forEach((name, i) => {
      const element = name.getElement();
      const looks = [data.names[i].look];
      for (const [side, other] of [["left", "right"], ["right", "left"]]) {
        if (looks[0].endsWith(side)) looks.push(looks[0].replace(side, other));
      }
      const free = looks.some((look) => {
        element.className = element.className.replace(/name .*/, "name " + look);
        const box = element.firstChild.getBoundingClientRect();
        const inside = box.right < frame.left || box.left > frame.right || (box.left > frame.left && box.right < frame.right);
        if (!inside || !kept.every((other) => apart(box, other))) return false;
        kept.push(box);
        return true;
      });
      element.firstChild.style.visibility = free ? "" : "hidden";
    });
  };
  // Kartverket's map goes under the shapes: what only fills the ground gives way, what says something shows through.
  const ask = document.querySelector(".tiles");
  const status = document.querySelector(".status");
  if (ask && data.tiles) {
    const tiles = L.tileLayer(data.tiles.address, { maxZoom: 18, attribution: data.tiles.attribution });
    const credit = L.control.attribution({ prefix: false, position: "bottomright" });
    tiles.on("tileerror", () => { status.textContent = data.words.tilesFail; });
    tiles.on("tileload", () => { status.textContent = ""; });
    ask.hidden = false;
    ask.querySelector("button").addEventListener("click", (event) => {
      const on = !map.hasLayer(tiles);
      if (on) map.addControl(credit).addLayer(tiles);
      else map.removeLayer(tiles).removeControl(credit);
      status.textContent = "";
      event.currentTarget.textContent = on ? data.words.tilesOff : data.words.tilesOn;
      drawn.forEach((layer, i) => {
        const { fillOpacity } = data.styles[data.areas[i].style];
        if (fillOpacity) layer.setStyle({ fillOpacity: on ? (data.areas[i].ground ? 0 : 0.55) : fillOpacity });
      });
    });
  }
  map.on("zoomend", declutter);
  map.on("resize", () => { view(); declutter(); });
  map.on("popupopen", (event) => {
    const popup = event.popup.getElement();
    const close = popup.querySelector(".leaflet-popup-close-button");
    close.setAttribute("aria-label", data.words.close);
    close.setAttribute("title", data.words.close);
    if (event.popup._source) event.popup._source.closeTooltip();
    const content = popup.querySelector(".leaflet-popup-content");
    content.tabIndex = -1;
    content.focus({ preventScroll: true });
  });
  map.on("popupclose", (event) => {
    const source = event.popup._source && event.popup._source.getElement && event.popup._source.getElement();
    const popup = event.popup.getElement();
    const lost = document.activeElement === document.body || (popup && popup.contains(document.activeElement));
    if (source && lost) source.focus({ preventScroll: true });
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  declutter();
}
// What folium.Popup asks of jQuery, for layers that an analyst adds herself.
window.$ = (html) => [Object.assign(document.createElement("template"), { innerHTML: html.trim() }).content.firstElementChild];
