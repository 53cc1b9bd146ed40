/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures and tables of a report. No text of the data becomes HTML: it is
 * set as text alone. */
(function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";
  /* Okabe and Ito's colours, in the order of the other figures. */
  var COLOURS = ["#0072b2", "#e69f00", "#009e73", "#d55e00", "#56b4e9",
    "#cc79a7", "#000000", "#f0e442"];
  /* The same where the ground is dark: the darkest made lighter. */
  var COLOURS_DARK = ["#3d9be0", "#e69f00", "#1fbf92", "#f07d33", "#8fd0f5",
    "#dd93bd", "#e8e8e8", "#f0e442"];
  /* Viridis at equal steps. */
  var VIRIDIS = [[68, 1, 84], [72, 40, 120], [62, 74, 137], [49, 104, 142],
    [38, 130, 142], [31, 158, 137], [53, 183, 121], [109, 205, 89],
    [180, 222, 44], [253, 231, 37]];
  /* Marks of layers, for a radius of 1. */
  var SHAPES = ["M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z",
    "M-.9-.9H.9V.9H-.9Z", "M0-1.15L1.1.85H-1.1Z", "M0 1.15L1.1-.85H-1.1Z",
    "M0-1.25L1.1 0L0 1.25L-1.1 0Z",
    "M0-1.1L1.05-.34L.65.9H-.65L-1.05-.34Z",
    "M-.35-1.1H.35V-.35H1.1V.35H.35V1.1H-.35V.35H-1.1V-.35H-.35Z"];

  var data = null;
  var state = { estimator: -1, group: -1, epoch: 0, hidden: {}, timer: 0 };
  var epochs = [];   /* union of all epochs, ascending */
  var drawn = [];    /* panels of planes on the page */
  var lines = [];    /* vertical lines of curves */
  var dark = false;

  function byId(id) { return document.getElementById(id); }

  function element(name, attributes, parent, text) {
    var node = document.createElement(name);
    return dress(node, attributes, parent, text);
  }

  function shape(name, attributes, parent, text) {
    return dress(document.createElementNS(SVG, name), attributes, parent,
      text);
  }

  function dress(node, attributes, parent, text) {
    Object.keys(attributes || {}).forEach(function (key) {
      node.setAttribute(key, attributes[key]);
    });
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function clear(node) {
    while (node.firstChild) node.removeChild(node.firstChild);
  }

  /* Numbers ----------------------------------------------------------- */

  function bytes(text) {
    var raw = atob(text);
    var view = new DataView(new ArrayBuffer(raw.length));
    for (var i = 0; i < raw.length; i++) view.setUint8(i, raw.charCodeAt(i));
    return view;
  }

  function floats(text) {
    var view = bytes(text);
    var out = new Float32Array(view.byteLength / 4);
    for (var i = 0; i < out.length; i++) out[i] = view.getFloat32(4 * i, true);
    return out;
  }

  function words(coded) {
    var view = bytes(coded.data);
    var out = new Float32Array(view.byteLength / 2);
    for (var i = 0; i < out.length; i++) {
      var word = view.getUint16(2 * i, true);
      out[i] = word === 65535 ? NaN
        : coded.low + (coded.high - coded.low) * word / 65534;
    }
    return out;
  }

  function decode() {
    data.groups.forEach(function (group) {
      group.planes.forEach(function (plane) {
        ["xt", "ty"].forEach(function (which) {
          if (plane[which]) decodeSeries(plane[which]);
          if (plane["runs_" + which])
            plane["runs_" + which] = words(plane["runs_" + which]);
        });
        plane.group = group;
        plane.measure = plane.kind_xt === "measure";
        plane.epoch = plane.epoch || [];
      });
      Object.keys(group.training).forEach(function (key) {
        decodeSeries(group.training[key].value);
      });
    });
    var seen = {};
    data.groups.forEach(function (group) {
      group.planes.forEach(function (plane) {
        plane.epoch.forEach(function (e) { seen[e] = true; });
      });
    });
    epochs = Object.keys(seen).map(Number)
      .sort(function (a, b) { return a - b; });
  }

  function decodeSeries(series) {
    series.mean = floats(series.mean);
    series.half = series.half ? floats(series.half) : null;
  }

  /* Three decimals; small numbers keep three digits instead. */
  function bits(value) {
    if (!isFinite(value)) return "\u2013";
    var size = Math.abs(value);
    var text = size >= 0.0995 || size === 0 ? value.toFixed(3)
      : value.toPrecision(3);
    return text.replace(/-/g, "\u2212");
  }

  /* Mean and half the interval. */
  function withBand(series, k) {
    var mean = series.mean[k];
    var half = series.half ? series.half[k] : NaN;
    if (!isFinite(mean) || !isFinite(half)) return bits(mean);
    if (Math.abs(mean) < 0.0995) return bits(mean) + " \u00b1 " + bits(half);
    return bits(mean) + (half > 0 && half < 0.0005 ? " \u00b1 <0.001"
      : " \u00b1 " + half.toFixed(3));
  }

  function tick(value) {
    if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5))
      return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
    return String(+value.toPrecision(6)).replace("-", "\u2212");
  }

  /* A round step for about `most` tics. */
  function step(low, high, most) {
    var raw = (high - low) / most;
    var ten = Math.pow(10, Math.floor(Math.log10(raw)));
    var rest = raw / ten;
    if (!(raw > 0) || !isFinite(raw)) return 1;
    return rest <= 1 ? ten : rest <= 2 ? 2 * ten : rest <= 5 ? 5 * ten
      : 10 * ten;
  }

  function ticks(low, high, most) {
    var by = step(low, high, most);
    var out = [];
    for (var i = Math.ceil(low / by - 1e-9); i * by <= high + 1e-9 * by; i++)
      out.push(+(i * by).toPrecision(12));
    return out;
  }

  /* Colours ----------------------------------------------------------- */

  function isDark() {
    var forced = document.documentElement.getAttribute("data-theme");
    if (state.printing) return false;
    if (forced) return forced === "dark";
    return !!(window.matchMedia &&
      window.matchMedia("(prefers-color-scheme: dark)").matches);
  }

  function layerColour(l) {
    return (dark ? COLOURS_DARK : COLOURS)[l % COLOURS.length];
  }

  /* The end that the ground would swallow is left out. */
  function viridis(t) {
    var u = dark ? 0.22 + 0.78 * t : 0.93 * t;
    var at = u * (VIRIDIS.length - 1);
    var i = Math.min(Math.floor(at), VIRIDIS.length - 2);
    var f = at - i;
    return "rgb(" + [0, 1, 2].map(function (c) {
      return Math.round(VIRIDIS[i][c] * (1 - f) + VIRIDIS[i + 1][c] * f);
    }).join(",") + ")";
  }

  /* Epochs on a logarithmic axis; the initial network at the left end. */
  function timeScale(list) {
    var first = 1;
    var last = 1;
    var zero = list.length > 0 && list[0] <= 0;
    for (var i = 0; i < list.length; i++)
      if (list[i] > 0) { first = list[i]; break; }
    if (list.length && list[list.length - 1] > 0)
      last = list[list.length - 1];
    var gap = Math.max(Math.log(last / first) * 0.1, Math.log(1.6));
    var low = Math.log(first) - (zero ? gap : 0);
    var high = last > first ? Math.log(last) : Math.log(first) + gap;
    var scale = function (e) {
      return ((e > 0 ? Math.log(e) : low) - low) / (high - low);
    };
    scale.first = first;
    scale.last = last;
    scale.zero = zero;
    return scale;
  }

  function timeTicks(scale) {
    var out = scale.zero ? [[0, "0"]] : [];
    var decades = Math.floor(Math.log10(scale.last) + 1e-9) -
      Math.ceil(Math.log10(scale.first) - 1e-9) >= 1;
    for (var ten = Math.pow(10, Math.floor(Math.log10(scale.first)));
      ten <= scale.last; ten *= 10)
      for (var i = 1; i < 10; i++) {
        var at = ten * i;
        if (at < scale.first || at > scale.last) continue;
        out.push([at, i === 1 || (!decades && (i === 2 || i === 5))
          ? tick(at) : ""]);
      }
    return out;
  }

  /* What is shown ------------------------------------------------------ */

  function planesShown() {
    var out = [];
    data.groups.forEach(function (group, g) {
      if (state.group >= 0 && state.group !== g) return;
      group.planes.forEach(function (plane) {
        if (state.estimator < 0 || state.estimator === plane.estimator)
          out.push(plane);
      });
    });
    return out;
  }

  function groupsShown() {
    return data.groups.filter(function (group, g) {
      return state.group < 0 || state.group === g;
    });
  }

  function kind(plane) {
    var label = data.estimators[plane.estimator].label || "";
    if (plane.measure) return " (a measure)";
    if (plane.kind_xt === "upper" && label.indexOf("upper") < 0)
      return " (upper bound)";
    if (plane.kind_xt === "lower" && label.indexOf("lower") < 0)
      return " (lower bound)";
    return "";
  }

  function estimatorName(plane) {
    var e = data.estimators[plane.estimator];
    var label = e.label && e.label !== e.id ? e.id + ": " + e.label : e.id;
    return label + kind(plane);
  }

  function caption(figure, plane) {
    var node = element("figcaption", {}, figure);
    if (data.groups.length > 1) {
      element("b", {}, node, plane.group.label);
      element("br", {}, node);
    }
    element("span", {}, node, estimatorName(plane) + "; " +
      (plane.runs === 1 ? "one run" : "mean of " + plane.runs + " runs") +
      (plane.group.unfinished ? ", unfinished" : ""));
  }

  function columns(grid, n) {
    grid.className = "grid" + (n === 1 ? " few" : n === 2 || n === 4
      ? " two" : "");
  }

  /* The position of the last epoch of a plane up to the chosen one. */
  function indexAt(list, epoch) {
    var low = 0;
    var high = list.length;
    while (low < high) {
      var mid = (low + high) >> 1;
      if (list[mid] <= epoch) low = mid + 1; else high = mid;
    }
    return low - 1;
  }

  /* Planes -------------------------------------------------------------- */

  function reach(range, values, extra) {
    for (var i = 0; i < values.length; i++) {
      var v = values[i];
      var h = extra && isFinite(extra[i]) ? extra[i] : 0;
      if (!isFinite(v)) continue;
      if (v - h < range[0]) range[0] = v - h;
      if (v + h > range[1]) range[1] = v + h;
    }
  }

  /* Informations share their axes; a measure has its own. */
  function planeRanges(planes) {
    var shared = { x: [0, 0], y: [0, 0] };
    var own = {};
    planes.forEach(function (plane) {
      var r = shared;
      if (plane.measure)
        r = own[plane.estimator] = own[plane.estimator] ||
          { x: [0, 0], y: [0, 0] };
      if (plane.xt && plane.ty) {
        reach(r.x, plane.xt.mean);
        reach(r.y, plane.ty.mean);
        if (plane.runs_xt && plane.runs_ty && byId("show-runs").checked) {
          reach(r.x, plane.runs_xt);
          reach(r.y, plane.runs_ty);
        }
      }
      if (!plane.measure) {
        r.x[1] = Math.max(r.x[1], plane.group.h_x || 0);
        r.y[1] = Math.max(r.y[1], plane.group.h_y || 0);
      }
    });
    [shared].concat(Object.keys(own).map(function (k) { return own[k]; }))
      .forEach(function (r) {
        [r.x, r.y].forEach(function (axis, i) {
          if (!(axis[1] > axis[0])) axis[1] = axis[0] + 1;
          axis[1] += (i ? 0.07 : 0.055) * (axis[1] - Math.max(0, axis[0]));
          if (axis[0] < 0) axis[0] -= 0.03 * (axis[1] - axis[0]);
        });
      });
    return function (plane) {
      return plane.measure ? own[plane.estimator] : shared;
    };
  }

  function frame(figure, wide, aspect, label) {
    var w = Math.max(260, Math.min(wide, 900));
    var h = Math.round(w * aspect);
    var svg = shape("svg", { viewBox: "0 0 " + w + " " + h, role: "img",
      "aria-label": label }, figure);
    return { svg: svg, w: w, h: h };
  }

  /* Paper has two figures side by side: letters are drawn for that. */
  function inner(grid) {
    if (state.printing) return 320;
    var figure = grid.firstChild;
    var style = figure ? window.getComputedStyle(figure) : null;
    return figure ? figure.clientWidth - parseFloat(style.paddingLeft) -
      parseFloat(style.paddingRight) : 360;
  }

  function axes(svg, box, x, y, names) {
    x.ticks.forEach(function (t) {
      var at = x.scale(t[0]);
      shape("path", { "class": t[1] === "" ? "frame" : "rule",
        d: t[1] === "" ? "M" + at + " " + box.bottom + "v3"
          : "M" + at + " " + box.top + "V" + box.bottom }, svg);
      if (t[1] !== "" && names.x !== false)
        shape("text", { x: at, y: box.bottom + 16, "text-anchor": "middle" },
          svg, t[1]);
    });
    y.ticks.forEach(function (t) {
      var at = y.scale(t);
      shape("path", { "class": "rule", d: "M" + box.left + " " + at + "H" +
        box.right }, svg);
      shape("text", { x: box.left - 7, y: at + 4, "text-anchor": "end" }, svg,
        tick(t));
    });
    if (names.x)
      shape("text", { "class": "title", x: (box.left + box.right) / 2,
        y: box.bottom + 34, "text-anchor": "middle" }, svg, names.x);
    if (names.y)
      shape("text", { "class": "title", "text-anchor": "middle",
        transform: "translate(" + (box.left - 36) + " " +
          (box.top + box.bottom) / 2 + ") rotate(-90)" }, svg, names.y);
  }

  function linear(low, high, from, to) {
    return function (v) {
      return +(from + (v - low) / (high - low) * (to - from)).toFixed(2);
    };
  }

  /* Where no representation can be: I(T;Y) > min(I(X;T), I(X;Y)). */
  function drawWall(svg, plane, r, sx, sy) {
    var group = plane.group;
    var top = group.i_xy !== null ? group.i_xy
      : group.h_y !== null ? group.h_y : 2 * r.y[1];
    var corner = Math.min(top, r.x[1], r.y[1]);
    var low = Math.max(r.x[0], r.y[0]);
    var edge = [[low, low], [corner, corner], [r.x[1], corner]];
    if (r.x[0] < r.y[0]) edge.unshift([r.x[0], r.y[0]]);
    var points = edge.map(function (p) { return sx(p[0]) + " " + sy(p[1]); });
    shape("path", { "class": "wall", d: "M" + points.join("L") + "L" +
      sx(r.x[1]) + " " + sy(r.y[1]) + "L" + sx(r.x[0]) + " " + sy(r.y[1]) +
      "Z" }, svg);
    return "M" + points.join("L");
  }

  function drawBounds(svg, plane, r, sx, sy, box) {
    var group = plane.group;
    if (group.h_x !== null && group.h_x <= r.x[1]) {
      var x = sx(group.h_x);
      shape("path", { "class": "bound", d: "M" + x + " " + box.top + "V" +
        box.bottom }, svg);
      shape("text", { transform: "translate(" + (x - 4) + " " +
        (box.bottom - 6) + ") rotate(-90)" }, svg, "H(X)");
    }
    if (group.h_y === null || group.h_y > r.y[1]) return;
    var y = sy(group.h_y);
    var apart = group.i_xy !== null && Math.abs(group.i_xy - group.h_y) >
      0.005 * (r.y[1] - r.y[0]);
    if (apart)
      shape("path", { "class": "bound", d: "M" + box.left + " " + y + "H" +
        box.right }, svg);
    shape("text", { x: box.left + 6, y: y - 5 }, svg, apart &&
      Math.abs(group.i_xy - group.h_y) < 0.06 * (r.y[1] - r.y[0])
      ? "I(X;Y) < H(Y)" : "H(Y)");
    if (apart && Math.abs(group.i_xy - group.h_y) >= 0.06 * (r.y[1] - r.y[0]))
      shape("text", { x: box.left + 6, y: sy(group.i_xy) - 5 }, svg,
        "I(X;Y)");
  }

  function drawPlane(figure, plane, r, wide) {
    var label = "Information plane, " + plane.group.label + ", " +
      estimatorName(plane);
    var f = frame(figure, wide, 0.82, label);
    var box = { left: 50, right: f.w - 8, top: 8, bottom: f.h - 42 };
    var sx = linear(r.x[0], r.x[1], box.left, box.right);
    var sy = linear(r.y[0], r.y[1], box.bottom, box.top);
    var L = plane.group.layers.length;
    var steps = box.right - box.left < 300 ? 5 : 7;
    var edge = plane.measure ? null : drawWall(f.svg, plane, r, sx, sy);
    axes(f.svg, box, { scale: sx, ticks: ticks(r.x[0], r.x[1], steps)
      .map(function (t) { return [t, tick(t)]; }) },
      { scale: sy, ticks: ticks(r.y[0], r.y[1], 5) },
      plane.measure ? { x: "M(X;T) / own scale", y: "M(T;Y) / own scale" }
        : { x: "I(X;T) / bit", y: "I(T;Y) / bit" });
    if (edge) {
      shape("path", { "class": "edge", d: edge }, f.svg);
      drawBounds(f.svg, plane, r, sx, sy, box);
    }
    shape("path", { "class": "frame", d: "M" + box.left + " " + box.top + "H" +
      box.right + "V" + box.bottom + "H" + box.left + "Z" }, f.svg);
    var panel = { plane: plane, svg: f.svg, sx: sx, sy: sy, box: box,
      step: [], dots: [], cross: [], mark: [], at: -2, w: f.w };
    if (!plane.xt || !plane.ty) {
      shape("text", { x: (box.left + box.right) / 2, "text-anchor": "middle",
        y: (box.top + box.bottom) / 2 }, f.svg, plane.xt
        ? "no labels: I(T;Y) is unknown" : "no values");
      return panel;
    }
    var time = timeScale(epochs);
    var trail = shape("g", { "class": "trail" }, f.svg);
    var point = function (e, l) {
      var x = plane.xt.mean[e * L + l];
      var y = plane.ty.mean[e * L + l];
      return isFinite(x) && isFinite(y) ? sx(x) + " " + sy(y) : null;
    };
    plane.epoch.forEach(function (epoch, e) {
      var g = shape("g", { stroke: viridis(time(epoch)), "class": "past" },
        trail);
      for (var l = 0; l < L; l++) {
        var to = point(e, l);
        var from = e ? point(e - 1, l) : to;
        if (to)
          shape("path", { "class": "l" + l, d: "M" + (from || to) + "L" + to },
            g);
      }
      panel.step.push(g);
    });
    for (var l = 0; l < L; l++) {
      panel.dots.push(shape("path", { "class": "dots l" + l,
        stroke: layerColour(l) }, f.svg));
      panel.cross.push(shape("path", { "class": "cross l" + l,
        stroke: layerColour(l) }, f.svg));
    }
    for (l = 0; l < L; l++)
      panel.mark.push(shape("path", { "class": "mark l" + l,
        fill: layerColour(l), d: SHAPES[l % SHAPES.length] }, f.svg));
    f.svg.addEventListener("pointermove", function (event) {
      planeTip(event, panel);
    });
    f.svg.addEventListener("pointerleave", hideTip);
    return panel;
  }

  /* Where single runs are kept: every thin-th epoch and the last. */
  function keptIndex(plane, e) {
    var n = plane.epoch.length;
    var kept = Math.ceil((n - 1) / data.thin) + 1;
    return { at: e >= n - 1 ? kept - 1 : Math.floor(e / data.thin), n: kept };
  }

  function dotsPath(panel, e, l) {
    var plane = panel.plane;
    var L = plane.group.layers.length;
    var kept = keptIndex(plane, e);
    var out = "";
    if (!plane.runs_xt || !plane.runs_ty) return out;
    for (var r = 0; r * kept.n * L < plane.runs_xt.length; r++) {
      var k = (r * kept.n + kept.at) * L + l;
      var x = plane.runs_xt[k];
      var y = plane.runs_ty[k];
      if (isFinite(x) && isFinite(y))
        out += "M" + panel.sx(x) + " " + panel.sy(y) + "h.01";
    }
    return out;
  }

  function placePanel(panel) {
    var plane = panel.plane;
    var L = plane.group.layers.length;
    var e = indexAt(plane.epoch, epochs[state.epoch]);
    for (var i = 0; i < panel.step.length; i++)
      panel.step[i].setAttribute("class", i > e ? "past" : "");
    for (var l = 0; l < panel.mark.length; l++) {
      var k = e * L + l;
      var x = e >= 0 ? plane.xt.mean[k] : NaN;
      var y = e >= 0 ? plane.ty.mean[k] : NaN;
      var there = isFinite(x) && isFinite(y);
      var cross = "";
      panel.mark[l].setAttribute("visibility", there ? "visible" : "hidden");
      panel.dots[l].setAttribute("d", e >= 0 ? dotsPath(panel, e, l) : "");
      if (there) {
        panel.mark[l].setAttribute("transform", "translate(" + panel.sx(x) +
          " " + panel.sy(y) + ") scale(5.6)");
        if (plane.xt.half && isFinite(plane.xt.half[k]))
          cross += "M" + panel.sx(x - plane.xt.half[k]) + " " + panel.sy(y) +
            "H" + panel.sx(x + plane.xt.half[k]);
        if (plane.ty.half && isFinite(plane.ty.half[k]))
          cross += "M" + panel.sx(x) + " " + panel.sy(y - plane.ty.half[k]) +
            "V" + panel.sy(y + plane.ty.half[k]);
      }
      panel.cross[l].setAttribute("d", cross);
    }
  }

  function saturatedLine(figure, plane) {
    if (!plane.saturated.length) return;
    element("p", { "class": "flagline" }, figure, "Saturated: " +
      plane.saturated.map(function (l) {
        return plane.group.layers[l].name;
      }).join(", ") + " (tells the number of samples, not the information)");
  }

  function figureGrid(id, items, draw) {
    var grid = byId(id);
    clear(grid);
    columns(grid, items.length);
    var figures = items.map(function () {
      return element("figure", {}, grid);
    });
    var wide = inner(grid);
    items.forEach(function (item, i) { draw(figures[i], item, wide); });
  }

  function drawPlanes() {
    var planes = planesShown();
    var ranges = planeRanges(planes);
    drawn = [];
    figureGrid("planes", planes, function (figure, plane, wide) {
      caption(figure, plane);
      drawn.push(drawPlane(figure, plane, ranges(plane), wide));
      saturatedLine(figure, plane);
    });
    applyHidden();
  }

  /* Curves -------------------------------------------------------------- */

  function bandPath(list, mean, half, L, l, sx, sy) {
    var upper = [];
    var lower = [];
    var out = "";
    var flush = function () {
      if (upper.length > 1)
        out += "M" + upper.join("L") + "L" + lower.reverse().join("L") + "Z";
      upper = [];
      lower = [];
    };
    for (var e = 0; e < list.length; e++) {
      var k = e * L + l;
      if (isFinite(mean[k]) && isFinite(half[k])) {
        upper.push(sx(list[e]) + " " + sy(mean[k] + half[k]));
        lower.push(sx(list[e]) + " " + sy(mean[k] - half[k]));
      } else {
        flush();
      }
    }
    flush();
    return out;
  }

  function linePath(list, mean, L, l, sx, sy) {
    var out = "";
    var pen = "M";
    for (var e = 0; e < list.length; e++) {
      var v = mean[e * L + l];
      if (isFinite(v)) {
        out += pen + sx(list[e]) + " " + sy(v);
        pen = "L";
      } else {
        pen = "M";
      }
    }
    return list.length === 1 && out ? out + "h.01" : out;
  }

  function curveRanges(planes) {
    var ranges = {};
    planes.forEach(function (plane) {
      ["xt", "ty"].forEach(function (which) {
        var key = which + (plane.measure ? plane.estimator : "");
        var r = ranges[key] = ranges[key] || [0, 0];
        var bound = which === "xt" ? plane.group.h_x : plane.group.h_y;
        if (plane[which]) reach(r, plane[which].mean, plane[which].half);
        if (!plane.measure && bound !== null) r[1] = Math.max(r[1], bound);
      });
    });
    Object.keys(ranges).forEach(function (key) {
      var r = ranges[key];
      if (!(r[1] > r[0])) r[1] = r[0] + 1;
      r[1] += 0.075 * (r[1] - r[0]);
      if (r[0] < 0) r[0] -= 0.03 * (r[1] - r[0]);
    });
    return function (plane, which) {
      return ranges[which + (plane.measure ? plane.estimator : "")];
    };
  }

  function timeAxis(box, scale) {
    return { scale: function (e) {
      return +(box.left + scale(e) * (box.right - box.left)).toFixed(2);
    }, ticks: timeTicks(scale) };
  }

  function drawCurve(f, box, plane, which, range, time, last) {
    var series = plane[which];
    var L = plane.group.layers.length;
    var x = timeAxis(box, time);
    var sy = linear(range[0], range[1], box.bottom, box.top);
    var bound = which === "xt" ? plane.group.h_x : plane.group.h_y;
    var info = plane.measure ? "M" : "I";
    axes(f.svg, box, x, { scale: sy, ticks: ticks(range[0], range[1], 5) }, {
      x: last ? "epoch" : false,
      y: info + (which === "xt" ? "(X;T)" : "(T;Y)") +
        (plane.measure ? "" : " / bit") });
    if (!plane.measure && bound !== null && bound <= range[1]) {
      shape("path", { "class": "bound", d: "M" + box.left + " " + sy(bound) +
        "H" + box.right }, f.svg);
      shape("text", { x: box.right - 4, y: sy(bound) - 4,
        "text-anchor": "end" }, f.svg, which === "xt" ? "H(X)" : "H(Y)");
    }
    shape("path", { "class": "frame", d: "M" + box.left + " " + box.top + "H" +
      box.right + "V" + box.bottom + "H" + box.left + "Z" }, f.svg);
    if (!series) {
      shape("text", { x: (box.left + box.right) / 2, "text-anchor": "middle",
        y: (box.top + box.bottom) / 2 }, f.svg, "no values");
      return;
    }
    for (var l = 0; series.half && l < L; l++)
      shape("path", { "class": "band l" + l, fill: layerColour(l),
        d: bandPath(plane.epoch, series.mean, series.half, L, l, x.scale, sy)
      }, f.svg);
    for (l = 0; l < L; l++)
      shape("path", { "class": "curve l" + l, stroke: layerColour(l),
        "stroke-dasharray": Math.floor(l / 8) % 2 ? "5 3" : "none",
        d: linePath(plane.epoch, series.mean, L, l, x.scale, sy) }, f.svg);
    lines.push({ node: shape("path", { "class": "now" }, f.svg), x: x.scale,
      top: box.top, bottom: box.bottom });
  }

  function drawCurves() {
    var planes = planesShown();
    var ranges = curveRanges(planes);
    var time = timeScale(epochs);
    lines = [];
    figureGrid("curve-grid", planes, function (figure, plane, wide) {
      caption(figure, plane);
      var f = frame(figure, wide, 0.95, "Information over epochs, " +
        plane.group.label + ", " + estimatorName(plane));
      var half = (f.h - 46 - 22) / 2;
      var upper = { left: 50, right: f.w - 8, top: 8, bottom: 8 + half };
      var lower = { left: 50, right: f.w - 8, top: 26 + half,
        bottom: 26 + 2 * half };
      drawCurve(f, upper, plane, "xt", ranges(plane, "xt"), time, false);
      drawCurve(f, lower, plane, "ty", ranges(plane, "ty"), time, true);
      f.svg.addEventListener("pointermove", function (event) {
        curveTip(event, f, upper, plane, time);
      });
      f.svg.addEventListener("pointerleave", hideTip);
    });
    applyHidden();
  }

  /* Training ------------------------------------------------------------ */

  function trainingRange(groups, names) {
    var r = [Infinity, -Infinity];
    groups.forEach(function (group) {
      names.forEach(function (name) {
        var s = group.training[name];
        if (s) reach(r, s.value.mean, s.value.half);
      });
    });
    if (!isFinite(r[0])) return null;
    if (names[0].indexOf("loss") >= 0) r[0] = Math.min(0, r[0]);
    var span = r[1] - r[0] || 1;
    return [r[0] - (r[0] === 0 ? 0 : 0.05 * span), r[1] + 0.06 * span];
  }

  function drawTraining() {
    var groups = groupsShown().filter(function (group) {
      return Object.keys(group.training).length > 0;
    });
    var all = {};
    data.groups.forEach(function (group) {
      Object.keys(group.training).forEach(function (key) {
        group.training[key].epoch.forEach(function (e) { all[e] = 1; });
      });
    });
    var time = timeScale(Object.keys(all).map(Number).sort(function (a, b) {
      return a - b;
    }));
    var rows = [["loss", ["train_loss", "test_loss"]],
      ["accuracy", ["train_accuracy", "test_accuracy"]]]
      .map(function (row) {
        return { name: row[0], keys: row[1],
          range: trainingRange(groups, row[1]) };
      }).filter(function (row) { return row.range; });
    byId("training").hidden = !rows.length;
    figureGrid("training-grid", rows.length ? groups : [],
      function (figure, group, wide) {
        var node = element("figcaption", {}, figure);
        var n = group.seeds.length;
        element("b", {}, node, group.label);
        element("span", {}, node, "; " + (n === 1 ? "one run"
          : "mean of " + n + " runs"));
        var f = frame(figure, wide, 0.36 * rows.length + 0.12,
          "Training, " + group.label);
        var each = (f.h - 46 - 18 * rows.length + 10) / rows.length;
        rows.forEach(function (row, i) {
          var top = 8 + i * (each + 18);
          drawMetric(f, { left: 50, right: f.w - 8, top: top,
            bottom: top + each }, group, row, time, i === rows.length - 1);
        });
      });
  }

  function drawMetric(f, box, group, row, time, last) {
    var x = timeAxis(box, time);
    var sy = linear(row.range[0], row.range[1], box.bottom, box.top);
    axes(f.svg, box, x, { scale: sy,
      ticks: ticks(row.range[0], row.range[1], 4) },
      { x: last ? "epoch" : false, y: row.name });
    shape("path", { "class": "frame", d: "M" + box.left + " " + box.top + "H" +
      box.right + "V" + box.bottom + "H" + box.left + "Z" }, f.svg);
    row.keys.forEach(function (key, i) {
      var s = group.training[key];
      var name = i ? "test" : "train";
      if (!s) return;
      if (s.value.half)
        shape("path", { "class": name + " band", d: bandPath(s.epoch,
          s.value.mean, s.value.half, 1, 0, x.scale, sy) }, f.svg);
      shape("path", { "class": name + " curve", d: linePath(s.epoch,
        s.value.mean, 1, 0, x.scale, sy) }, f.svg);
    });
    lines.push({ node: shape("path", { "class": "now" }, f.svg), x: x.scale,
      top: box.top, bottom: box.bottom });
  }

  /* What the pointer is at ---------------------------------------------- */

  function place(event, f) {
    var r = f.svg.getBoundingClientRect();
    return { x: (event.clientX - r.left) * f.w / r.width,
      y: (event.clientY - r.top) * f.w / r.width };
  }

  function showTip(event, title, rows) {
    var tip = byId("tip");
    clear(tip);
    element("b", {}, tip, title);
    rows.forEach(function (row) {
      var node = element("div", {}, tip);
      if (row[0]) element("i", {}, node).style.background = row[0];
      node.appendChild(document.createTextNode(row[1]));
    });
    tip.hidden = false;
    var x = event.clientX + 16;
    var y = event.clientY + 14;
    if (x + tip.offsetWidth > window.innerWidth - 8)
      x = Math.max(8, event.clientX - tip.offsetWidth - 14);
    if (y + tip.offsetHeight > window.innerHeight - 8)
      y = Math.max(8, event.clientY - tip.offsetHeight - 12);
    tip.style.left = x + "px";
    tip.style.top = y + "px";
  }

  function hideTip() { byId("tip").hidden = true; }

  function planeTip(event, panel) {
    var plane = panel.plane;
    var L = plane.group.layers.length;
    var at = place(event, panel);
    var until = indexAt(plane.epoch, epochs[state.epoch]);
    var best = null;
    for (var l = 0; l < L; l++) {
      if (state.hidden[l]) continue;
      for (var e = 0; e <= until; e++) {
        var k = e * L + l;
        var d = Math.hypot(panel.sx(plane.xt.mean[k]) - at.x,
          panel.sy(plane.ty.mean[k]) - at.y);
        if (d < 22 && (!best || d <= best.d)) best = { d: d, e: e, l: l, k: k };
      }
    }
    if (!best) { hideTip(); return; }
    var unit = plane.measure ? "" : " bit";
    var info = plane.measure ? "M" : "I";
    showTip(event, plane.group.layers[best.l].name + ", epoch " +
      plane.epoch[best.e], [
      [layerColour(best.l), info + "(X;T) = " + withBand(plane.xt, best.k) +
        unit],
      [layerColour(best.l), info + "(T;Y) = " + withBand(plane.ty, best.k) +
        unit]]);
  }

  function curveTip(event, f, box, plane, time) {
    var at = place(event, f);
    var which = at.y < box.bottom + 9 ? "xt" : "ty";
    var L = plane.group.layers.length;
    var share = (at.x - box.left) / (box.right - box.left);
    var best = -1;
    plane.epoch.forEach(function (epoch, e) {
      if (best < 0 || Math.abs(time(epoch) - share) <
          Math.abs(time(plane.epoch[best]) - share)) best = e;
    });
    if (best < 0 || !plane[which] || share < -0.03 || share > 1.03) {
      hideTip();
      return;
    }
    var rows = [];
    for (var l = 0; l < L; l++)
      if (!state.hidden[l])
        rows.push([layerColour(l), plane.group.layers[l].name + " " +
          withBand(plane[which], best * L + l)]);
    showTip(event, (plane.measure ? "M" : "I") +
      (which === "xt" ? "(X;T)" : "(T;Y)") + (plane.measure ? "" : " / bit") +
      ", epoch " + plane.epoch[best], rows);
  }

  /* Controls ------------------------------------------------------------ */

  function layerNames() {
    var names = [];
    data.groups.forEach(function (group) {
      group.layers.forEach(function (layer, l) {
        names[l] = names[l] || [];
        if (names[l].indexOf(layer.name) < 0) names[l].push(layer.name);
      });
    });
    return names.map(function (list) { return list.join(" / "); });
  }

  function drawLegend() {
    var chips = byId("legend-layers");
    var time = timeScale(epochs);
    clear(chips);
    layerNames().forEach(function (name, l) {
      var button = element("button", { type: "button", title:
        "Show or hide this layer", "aria-pressed":
        state.hidden[l] ? "false" : "true" }, chips);
      var svg = shape("svg", { viewBox: "-7 -7 14 14",
        "aria-hidden": "true" }, button);
      shape("path", { d: SHAPES[l % SHAPES.length], fill: layerColour(l),
        transform: "scale(5.6)" }, svg);
      element("span", {}, button, name);
      button.addEventListener("click", function () {
        state.hidden[l] = !state.hidden[l];
        button.setAttribute("aria-pressed", state.hidden[l] ? "false"
          : "true");
        applyHidden();
      });
    });
    var stops = [];
    for (var i = 0; i <= 10; i++) stops.push(viridis(i / 10));
    byId("epoch-bar").style.background = "linear-gradient(to right," +
      stops.join(",") + ")";
    byId("epoch-first").textContent = time.zero ? "0" : String(time.first);
    byId("epoch-last").textContent = String(time.last);
  }

  function applyHidden() {
    layerNames().forEach(function (name, l) {
      var nodes = document.querySelectorAll("svg .l" + l);
      for (var i = 0; i < nodes.length; i++)
        nodes[i].style.display = state.hidden[l] ? "none" : "";
    });
  }

  function setEpoch(index) {
    state.epoch = Math.max(0, Math.min(index, epochs.length - 1));
    var epoch = epochs[state.epoch];
    var slider = byId("epoch");
    slider.value = state.epoch;
    slider.setAttribute("aria-valuetext", "epoch " + epoch);
    byId("epoch-now").textContent = String(epoch);
    drawn.forEach(placePanel);
    lines.forEach(function (line) {
      line.node.setAttribute("d", "M" + line.x(epoch) + " " + line.top + "V" +
        line.bottom);
    });
    if (byId("values-box").open) drawValues();
  }

  function drawValues() {
    var table = byId("values");
    clear(table);
    element("caption", {}, table, "Epoch " + epochs[state.epoch] +
      "; mean \u00b1 half the 95 % interval, in bits.");
    var head = element("tr", {}, element("thead", {}, table));
    ["setting", "estimator", "layer", "epoch", "I(X;T)", "I(T;Y)"]
      .forEach(function (name, i) {
        element("th", { scope: "col", "class": i > 2 ? "num" : "" }, head,
          name);
      });
    var body = element("tbody", {}, table);
    planesShown().forEach(function (plane) {
      var e = indexAt(plane.epoch, epochs[state.epoch]);
      if (e < 0) return;
      plane.group.layers.forEach(function (layer, l) {
        var k = e * plane.group.layers.length + l;
        var row = element("tr", {}, body);
        element("td", {}, row, plane.group.label);
        element("td", {}, row, data.estimators[plane.estimator].id);
        element("th", { scope: "row" }, row, layer.name);
        [String(plane.epoch[e]), plane.xt ? withBand(plane.xt, k) : "\u2013",
          plane.ty ? withBand(plane.ty, k) : "\u2013"].forEach(function (t) {
          element("td", { "class": "num" }, row, t);
        });
      });
    });
  }

  function play(on) {
    var button = byId("play");
    window.clearInterval(state.timer);
    state.timer = 0;
    button.setAttribute("aria-label", on ? "Pause" : "Play the epochs");
    byId("play-shape").setAttribute("d", on
      ? "M3 1.5h3.6v13H3zM9.4 1.5H13v13H9.4z" : "M3 1.5v13l11-6.5z");
    if (!on) return;
    if (state.epoch >= epochs.length - 1) setEpoch(0);
    state.timer = window.setInterval(function () {
      if (state.epoch >= epochs.length - 1) play(false);
      else setEpoch(state.epoch + 1);
    }, Math.max(60, Math.min(400, 9000 / epochs.length)));
  }

  function fillPick(select, all, names, chosen) {
    if (names.length > 1)
      element("option", { value: "-1" }, select, all);
    names.forEach(function (name, i) {
      element("option", { value: String(i) }, select, name);
    });
    select.value = String(names.length > 1 ? chosen : 0);
    return Number(select.value);
  }

  function drawAll() {
    dark = isDark();
    var note = planesShown().length > 0 && data.thin > 1
      ? " Single runs are kept at one snapshot in " + data.thin +
        ", to bound the size of this file." : "";
    byId("planes-note").textContent = "Each line is a layer: its mean over " +
      "the runs from the first epoch to the chosen one, coloured by epoch; " +
      "the mark is the mean at the chosen epoch, with its 95 % interval, and " +
      "the small dots are the single runs. Estimates of information share " +
      "their axes." + note;
    drawLegend();
    drawPlanes();
    drawCurves();
    drawTraining();
    setEpoch(state.epoch);
  }

  function setUpFigures() {
    var estimators = data.estimators.map(function (e) {
      return e.label && e.label !== e.id ? e.id + ": " + e.label : e.id;
    });
    var many = data.groups.length * data.estimators.length > 6;
    var onlyOne = data.groups.length === 1;
    state.estimator = fillPick(byId("pick-estimator"), "all", estimators,
      many && !onlyOne ? 0 : -1);
    state.group = fillPick(byId("pick-group"), "all",
      data.groups.map(function (g) { return g.label; }), -1);
    byId("pick-group").parentNode.hidden = data.groups.length < 2;
    if (data.groups.length < 2)
      byId("pick-group").parentNode.style.display = "none";
    byId("pick-estimator").addEventListener("change", function (event) {
      state.estimator = Number(event.target.value);
      drawAll();
    });
    byId("pick-group").addEventListener("change", function (event) {
      state.group = Number(event.target.value);
      drawAll();
    });
    var slider = byId("epoch");
    slider.max = String(Math.max(0, epochs.length - 1));
    state.epoch = epochs.length - 1;
    slider.addEventListener("input", function () {
      play(false);
      setEpoch(Number(slider.value));
    });
    byId("play").addEventListener("click", function () {
      play(!state.timer);
    });
    byId("show-runs").addEventListener("change", function (event) {
      byId("planes").parentNode.classList.toggle("hide-runs",
        !event.target.checked);
      drawPlanes();
      setEpoch(state.epoch);
    });
    var singles = data.groups.some(function (g) {
      return g.planes.some(function (p) { return p.runs_xt; });
    });
    if (!singles) byId("show-runs").parentNode.style.display = "none";
    byId("values-box").addEventListener("toggle", drawValues);
    var width = window.innerWidth;
    var wait = 0;
    window.addEventListener("resize", function () {
      if (window.innerWidth === width || state.printing) return;
      width = window.innerWidth;
      window.clearTimeout(wait);
      wait = window.setTimeout(drawAll, 120);
    });
  }

  /* Theme, paper, tables -------------------------------------------------- */

  function setUpTheme(redraw) {
    var button = byId("theme");
    var names = ["auto", "light", "dark"];
    var now = "auto";
    var apply = function () {
      if (now === "auto") document.documentElement.removeAttribute("data-theme");
      else document.documentElement.setAttribute("data-theme", now);
      button.textContent = "Theme: " + now;
      redraw();
    };
    /* Storage may be forbidden for files on disk. */
    try {
      now = window.localStorage.getItem("ipt-theme") || "auto";
    } catch (e) { now = "auto"; }
    if (names.indexOf(now) < 0) now = "auto";
    button.hidden = false;
    button.addEventListener("click", function () {
      now = names[(names.indexOf(now) + 1) % 3];
      try { window.localStorage.setItem("ipt-theme", now); } catch (e) { }
      apply();
    });
    if (window.matchMedia) {
      var query = window.matchMedia("(prefers-color-scheme: dark)");
      if (query.addEventListener)
        query.addEventListener("change", function () {
          if (now === "auto" && !state.printing) redraw();
        });
    }
    if (now !== "auto") apply();
  }

  /* Paper shows the last epoch, in light colours, everything unfolded. */
  function setUpPrint(redraw, last) {
    var before = 0;
    var opened = [];
    window.addEventListener("beforeprint", function () {
      state.printing = true;
      before = state.epoch;
      play(false);
      state.epoch = last();
      opened = [].slice.call(document.querySelectorAll(
        "#configuration details:not([open]), #references details:not([open])"));
      opened.forEach(function (node) { node.open = true; });
      redraw();
    });
    window.addEventListener("afterprint", function () {
      state.printing = false;
      state.epoch = before;
      opened.forEach(function (node) { node.open = false; });
      redraw();
    });
  }

  function cellKey(row, column) {
    var cell = row.cells[column];
    var sort = cell.getAttribute("data-sort");
    var text = cell.textContent.trim();
    if (text === "\u2013") return null;
    if (sort !== null) return Number(sort);
    return text !== "" && isFinite(Number(text)) ? Number(text) : text;
  }

  /* What is missing goes last in either order. */
  function compareKeys(a, b, sign) {
    if (a === null || b === null) return (a === null) - (b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    a = String(a);
    b = String(b);
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  }

  function sortTable(table, column, sign) {
    var body = table.tBodies[0];
    var rows = [].slice.call(body.rows).map(function (row, i) {
      return { row: row, key: cellKey(row, column), i: i };
    });
    rows.sort(function (a, b) {
      return compareKeys(a.key, b.key, sign) || a.i - b.i;
    });
    rows.forEach(function (item) { body.appendChild(item.row); });
  }

  function setUpTable(table) {
    var heads = [].slice.call(table.tHead.rows[0].cells);
    heads.forEach(function (th, column) {
      var button = document.createElement("button");
      button.type = "button";
      while (th.firstChild) button.appendChild(th.firstChild);
      th.appendChild(button);
      button.addEventListener("click", function () {
        var up = th.getAttribute("aria-sort") !== "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        th.setAttribute("aria-sort", up ? "ascending" : "descending");
        sortTable(table, column, up ? 1 : -1);
      });
    });
  }

  function start() {
    data = JSON.parse(byId("ipt-data").textContent);
    decode();
    [].slice.call(document.querySelectorAll("table.sortable"))
      .forEach(setUpTable);
    var any = epochs.length > 0;
    var redraw = any ? drawAll : function () { };
    byId("drawn").hidden = !any;
    byId("nothing").hidden = any;
    if (any) setUpFigures();
    setUpTheme(redraw);
    setUpPrint(redraw, function () { return epochs.length - 1; });
    redraw();
  }

  start();
}());
