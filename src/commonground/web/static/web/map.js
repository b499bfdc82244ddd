// The map of groups, drawn by Cytoscape.js from the page's JSON twin; the tables beside it say the same without scripts.
"use strict";
(() => {
  const box = document.getElementById("map");
  const canvas = document.getElementById("map-canvas");
  const told = document.getElementById("map-told");
  if (!box || !canvas || !window.cytoscape) { return; }
  const SHAPES = ["ellipse", "round-rectangle", "diamond", "hexagon", "pentagon", "octagon"];
  const PLACES = ["--proposed", "--agreed", "--disputed", "--confirm", "--rejected", "--accent"];
  const LINES = { agreed: "solid", stated: "dashed" };
  const LABEL = 12; // pixels on the screen, however near the map is
  const STEP = 60;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let cy, order = [], chosen = null, waiting = 0;

  // What a token is in the look of the moment, as the canvas understands it.
  const probe = document.createElement("span");
  probe.hidden = true;
  box.append(probe);
  const colour = (token) => { probe.style.color = `var(${token})`; return getComputedStyle(probe).color; };

  const shapeOf = (node) => (node.data("isSeveral") ? "triangle" : SHAPES[node.data("place") % SHAPES.length]);
  function style() {
    const ink = colour("--ink"), paper = colour("--paper"), accent = colour("--accent"), soft = colour("--line-strong");
    const own = PLACES.map(colour), several = colour("--ink-soft");
    return [
      { selector: "node", style: { "shape": shapeOf, "width": "data(size)", "height": "data(size)",
        "background-color": (node) => (node.data("isSeveral") ? several : own[node.data("place") % own.length]),
        "border-width": 1, "border-color": paper, "color": ink, "font-size": LABEL, "text-valign": "bottom", "text-margin-y": 3,
        "text-outline-color": paper, "text-outline-width": 2, "min-zoomed-font-size": 4, "label": "" } },
      { selector: "node.named", style: { "label": "data(id)" } },
      { selector: "edge", style: { "width": "data(width)", "line-color": soft, "opacity": 0.45, "curve-style": "haystack",
        "haystack-radius": 0, "line-style": (edge) => LINES[edge.data("state")] || "dotted" } },
      { selector: ".faded", style: { "opacity": 0.12 } },
      { selector: "edge.near", style: { "line-color": accent, "opacity": 0.9 } },
      { selector: "node.near, node.chosen", style: { "label": "data(id)", "opacity": 1, "z-index": 5 } },
      { selector: "node.chosen", style: { "border-width": 5, "border-color": accent, "font-weight": "bold", "z-index": 9 } },
    ];
  }

  const sizeOf = (node) => 12 + Math.min(30, 3.2 * Math.sqrt(node.weight));
  const ROOM = 44; // at the edges, for names

  // The Sectors start apart, each on a circle of its own, so that the same register always gives the same map.
  function startOf(nodes) {
    const counts = new Map(), total = new Map();
    for (const node of nodes) { total.set(node.place, (total.get(node.place) || 0) + 1); }
    const places = [...total.keys()].sort((a, b) => a - b);
    const wide = 120 + 34 * Math.sqrt(nodes.length);
    return nodes.map((node) => {
      const at = counts.get(node.place) || 0;
      counts.set(node.place, at + 1);
      const turn = (2 * Math.PI * places.indexOf(node.place)) / places.length - Math.PI / 2;
      const inner = 2.399963 * at, reach = 24 * Math.sqrt(at + 1);
      const away = places.length > 1 ? wide : 0;
      return { x: away * Math.cos(turn) + reach * Math.cos(inner), y: away * Math.sin(turn) + reach * Math.sin(inner) };
    });
  }

  // Where the groups come to lie: all push each other away, linked ones draw together, and each Sector keeps its side.
  // Every step costs the square of the groups; some hundred groups take a fraction of a second.
  function settle(network) {
    const at = startOf(network.nodes), count = at.length, home = at.map((one) => ({ ...one }));
    const place = new Map(network.nodes.map((node, number) => [node.id, number]));
    const most = Math.max(1, ...network.edges.map((edge) => edge.weight));
    const pulls = network.edges.map((edge) => [place.get(edge.left), place.get(edge.right), 0.35 + 0.65 * Math.sqrt(edge.weight / most)]);
    const big = network.nodes.map((node) => 0.8 + sizeOf(node) / 60);
    const wide = 74, steps = count > 150 ? 140 : 260, dx = new Float64Array(count), dy = new Float64Array(count);
    for (let step = 0; step < steps; step += 1) {
      dx.fill(0); dy.fill(0);
      for (let i = 0; i < count; i += 1) {
        for (let j = i + 1; j < count; j += 1) {
          const x = at[i].x - at[j].x || 0.01 * (i - j), y = at[i].y - at[j].y || 0.01, square = x * x + y * y;
          const push = (big[i] * big[j] * wide * wide) / Math.max(square, 60);
          dx[i] += x * push; dy[i] += y * push; dx[j] -= x * push; dy[j] -= y * push;
        }
        dx[i] += (home[i].x - at[i].x) * 0.8 - at[i].x * 0.3; dy[i] += (home[i].y - at[i].y) * 0.8 - at[i].y * 0.3;
      }
      for (const [i, j, strength] of pulls) {
        const x = at[i].x - at[j].x, y = at[i].y - at[j].y, pull = (Math.hypot(x, y) / wide) * strength * 0.35;
        dx[i] -= x * pull; dy[i] -= y * pull; dx[j] += x * pull; dy[j] += y * pull;
      }
      const heat = 60 * (1 - step / steps) ** 1.5 + 0.5;
      for (let i = 0; i < count; i += 1) {
        const far = Math.hypot(dx[i], dy[i]) || 1, go = Math.min(far, heat) / far;
        at[i].x += dx[i] * go; at[i].y += dy[i] * go;
      }
    }
    const stretch = Math.min(1.7, Math.max(1, 0.9 * (canvas.clientWidth / Math.max(1, canvas.clientHeight))));
    return at.map((one) => ({ x: one.x * stretch, y: one.y }));
  }

  function elementsOf(network) {
    performance.mark("map-begun");
    const starts = settle(network);
    performance.mark("map-settled");
    const most = Math.max(1, ...network.edges.map((edge) => edge.weight));
    const nodes = network.nodes.map((node, at) => ({ group: "nodes", position: starts[at], data: {
      id: node.id, names: node.names, place: node.place, isSeveral: node.sectors.length !== 1, address: node.address,
      weight: node.weight, size: sizeOf(node) } }));
    const edges = network.edges.map((edge, at) => ({ group: "edges", data: {
      id: `e${at}`, source: edge.left, target: edge.right, weight: edge.weight, state: edge.state,
      width: 1 + 7 * Math.sqrt(edge.weight / most) } }));
    return [...nodes, ...edges];
  }

  function draw(network) {
    box.hidden = false;
    const many = network.nodes.length;
    cy = window.cytoscape({ container: canvas, elements: elementsOf(network), style: style(), minZoom: 0.08, maxZoom: 5,
      boxSelectionEnabled: false, autounselectify: true, userZoomingEnabled: false, hideEdgesOnViewport: many > 150,
      layout: { name: "preset" } });
    order = cy.nodes().sort((a, b) => b.data("weight") - a.data("weight")).toArray();
    cy.on("zoom", later);
    cy.on("dragfree", "node", later);
    cy.on("tap", "node", (event) => choose(event.target));
    cy.on("tap", (event) => { if (event.target === cy) { choose(null); } });
    cy.fit(cy.elements(), ROOM);
    name();
    performance.mark("map-drawn");
    box.dataset.ready = "yes";
  }

  // Names where there is room: those of the most linked groups first, none over another.
  function name() {
    const zoom = cy.zoom(), taken = [];
    const size = LABEL / zoom;
    cy.batch(() => {
      cy.nodes().style({ "font-size": size, "text-outline-width": 2 / zoom, "text-margin-y": 3 / zoom });
      for (const node of order) {
        const at = node.renderedPosition(), half = (node.id().length * LABEL * 0.58) / 2 + 3;
        const top = at.y + (node.data("size") * zoom) / 2;
        const place = [at.x - half, top, at.x + half, top + LABEL + 6];
        const free = !taken.some((one) => place[0] < one[2] && one[0] < place[2] && place[1] < one[3] && one[1] < place[3]);
        if (free) { taken.push(place); }
        node.toggleClass("named", free);
      }
    });
  }
  function later() { clearTimeout(waiting); waiting = setTimeout(name, 60); }

  function move(what) { if (calm.matches) { if (what.panBy) { cy.panBy(what.panBy); } else if (what.zoom) { cy.zoom(what.zoom); } else if (what.fit) { cy.fit(what.fit.eles, what.fit.padding); } else { cy.center(what.center.eles); } } else { cy.stop(); cy.animate({ ...what, duration: 160 }); } }
  function zoomBy(factor) {
    const level = Math.min(cy.maxZoom(), Math.max(cy.minZoom(), cy.zoom() * factor));
    const point = chosen ? chosen.renderedPosition() : { x: cy.width() / 2, y: cy.height() / 2 };
    move({ zoom: { level, renderedPosition: point } });
  }

  function choose(node) {
    chosen = node;
    cy.elements().removeClass("chosen near faded");
    if (!node) { tell(null); return; }
    const around = node.closedNeighborhood();
    cy.batch(() => {
      cy.elements().not(around).addClass("faded");
      around.not(node).addClass("near");
      node.addClass("chosen");
    });
    const at = node.renderedPosition();
    if (at.x < 40 || at.y < 40 || at.x > cy.width() - 40 || at.y > cy.height() - 40) { move({ center: { eles: node } }); }
    tell(node);
  }

  const language = () => document.documentElement.lang.split("-")[0];
  function tell(node) {
    const line = document.createElement("p");
    if (!node) { line.className = "quiet"; line.textContent = box.dataset.none; told.replaceChildren(line); return; }
    const names = node.data("names"), lang = names[language()] ? language() : (names.en ? "en" : Object.keys(names)[0]);
    const link = document.createElement("a");
    link.href = node.data("address");
    link.className = "id";
    link.textContent = node.id();
    line.append(link);
    if (lang) {
      const words = document.createElement("bdi");
      words.lang = lang;
      words.textContent = names[lang];
      line.append(" · ", words);
    }
    const linked = document.createElement("p");
    linked.className = "small";
    const edges = node.connectedEdges().sort((a, b) => b.data("weight") - a.data("weight"));
    const parts = edges.toArray().slice(0, 12).map((edge) => `${edge.source().same(node) ? edge.target().id() : edge.source().id()} (${edge.data("weight")})`);
    linked.textContent = `${box.dataset.linked} ${parts.join(" · ")}${edges.length > 12 ? " · …" : ""}`;
    told.replaceChildren(line, linked);
  }

  // The nearest group in the direction of the key; those straight ahead come before those aside.
  function beside(dx, dy) {
    const from = chosen.renderedPosition();
    let best = null, least = Infinity;
    for (const node of order) {
      const to = node.renderedPosition(), x = to.x - from.x, y = to.y - from.y;
      const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
      if (node !== chosen && ahead > 1 && ahead + 2 * aside < least) { least = ahead + 2 * aside; best = node; }
    }
    return best;
  }
  function following(step) {
    const at = chosen ? order.indexOf(chosen) : (step > 0 ? -1 : 0);
    return order[(at + step + order.length) % order.length];
  }

  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || !cy) { return; }
    const way = ARROWS[event.key];
    if (way && chosen && !event.shiftKey) { const next = beside(...way); if (next) { choose(next); } }
    else if (way) { move({ panBy: { x: -way[0] * STEP, y: -way[1] * STEP } }); }
    else if (event.key === "+" || event.key === "=") { zoomBy(1.3); }
    else if (event.key === "-" || event.key === "_") { zoomBy(1 / 1.3); }
    else if (event.key === "0") { move({ fit: { eles: cy.elements(), padding: ROOM } }); }
    else if (event.key === " ") { choose(order[0] || null); }
    else if (event.key === "PageDown" || event.key === "PageUp") { choose(following(event.key === "PageDown" ? 1 : -1)); }
    else if (event.key === "Home" || event.key === "End") { choose(order.at(event.key === "Home" ? 0 : -1)); }
    else if (event.key === "Enter" && chosen) { location.href = chosen.data("address"); }
    else if (event.key === "Escape" && chosen) { choose(null); }
    else { return; }
    event.preventDefault();
  }
  canvas.addEventListener("keydown", press);
  // The wheel zooms while the map is in focus; else it scrolls the page.
  canvas.addEventListener("focus", () => cy?.userZoomingEnabled(true));
  canvas.addEventListener("blur", () => cy?.userZoomingEnabled(false));
  canvas.addEventListener("pointerdown", () => canvas.focus({ preventScroll: true }));
  box.addEventListener("click", (event) => {
    const what = event.target.closest("[data-do]")?.dataset.do;
    if (!what || !cy) { return; }
    if (what === "closer") { zoomBy(1.3); }
    if (what === "farther") { zoomBy(1 / 1.3); }
    if (what === "whole") { move({ fit: { eles: cy.elements(), padding: ROOM } }); }
    if (what === "first") { choose(order[0] || null); canvas.focus(); }
  });
  const renew = () => { if (cy) { cy.style(style()); name(); } };
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", renew);

  fetch(box.dataset.twin, { headers: { Accept: "application/json" } })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((page) => { if (page.network.nodes.length) { draw(page.network); } })
    .catch(() => {
      const line = document.createElement("p");
      line.className = "notice wrong";
      line.textContent = box.dataset.failed;
      box.replaceChildren(line);
      box.hidden = false;
    });
})();
