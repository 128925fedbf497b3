// Canvas layers of a Leaflet map, and the theme they are drawn in.

import { luminance } from '../dom.js';

/**
 * A Leaflet layer of one canvas, a tenth larger than the map on each side, so that panning shows drawn
 * ground. While a zoom is under way the last picture is scaled; the new one is drawn at its end.
 */
export function canvasLayer(L, paneName, zIndex, paint) {
  const Layer = L.Layer.extend({
    onAdd(map) {
      const pane = map.getPane(paneName) || map.createPane(paneName);
      pane.style.zIndex = zIndex;
      pane.style.pointerEvents = 'none';
      this.canvas = L.DomUtil.create('canvas', 'mk-canvas leaflet-zoom-animated', pane);
      this.context = this.canvas.getContext('2d');
      this.place();
    },
    onRemove() { this.canvas.remove(); },
    getEvents() {
      return { viewreset: this.place, moveend: this.place, zoomend: this.place, resize: this.place,
        move: this.follow, zoom: this.stretchToMap, zoomanim: (e) => this.stretch(e.center, e.zoom) };
    },
    place() {
      const map = this._map, size = map.getSize(), ratio = globalThis.devicePixelRatio || 1;
      this.padding = L.point(Math.round(size.x * 0.1), Math.round(size.y * 0.1));
      const corner = map.containerPointToLayerPoint(this.padding.multiplyBy(-1)).round();
      const width = size.x + 2 * this.padding.x, height = size.y + 2 * this.padding.y;
      const wide = Math.max(1, Math.round(width * ratio)), high = Math.max(1, Math.round(height * ratio));
      if (this.canvas.width !== wide || this.canvas.height !== high) {
        this.canvas.width = wide; this.canvas.height = high;
        this.canvas.style.width = width + 'px'; this.canvas.style.height = height + 'px';
      }
      const origin = map.getPixelOrigin();
      this.view = {
        zoom: map.getZoom(), scale: 256 * 2 ** map.getZoom(), left: origin.x + corner.x, top: origin.y + corner.y,
        width, height, ratio, padX: this.padding.x, padY: this.padding.y,
      };
      this.centre = map.getCenter();
      L.DomUtil.setPosition(this.canvas, corner);
      this.paint();
    },
    follow() {
      const moved = this._map.containerPointToLayerPoint([0, 0]).subtract(L.DomUtil.getPosition(this.canvas))
        .subtract(this.padding);
      if (Math.abs(moved.x) > this.padding.x || Math.abs(moved.y) > this.padding.y) this.place();
    },
    stretchToMap() { this.stretch(this._map.getCenter(), this._map.getZoom()); },
    stretch(centre, zoom) {
      const map = this._map, scale = map.getZoomScale(zoom, this.view.zoom);
      const corner = map.getSize().multiplyBy(0.5).add(this.padding).multiplyBy(-scale)
        .add(map.project(this.centre, zoom)).subtract(map._getNewPixelOrigin(centre, zoom));
      L.DomUtil.setTransform(this.canvas, corner, scale);
    },
    paint() {
      if (!this._map || !this.view) return;
      this.context.setTransform(1, 0, 0, 1, 0, 0);
      this.context.clearRect(0, 0, this.canvas.width, this.canvas.height);
      this.context.setTransform(this.view.ratio, 0, 0, this.view.ratio, 0, 0);
      paint(this.context, this.view);
    },
  });
  return new Layer({ pane: paneName });
}

/** Colours of the drawing, read from the CSS custom properties of the root. */
export function readTheme(root) {
  const style = getComputedStyle(root);
  const read = (name) => style.getPropertyValue(name).trim();
  const names = [
    'sea', 'land', 'lake', 'river', 'border', 'disputed', 'label', 'ink', 'paper', 'halo', 'focus', 'quiet',
    'slate-1', 'slate-2', 'slate-3', 'slate-4',
  ];
  return Object.assign(Object.fromEntries(names.map((n) => [n, read(`--mk-${n}`)])), { font: style.fontFamily });
}

/** Dark or light: Streamlit's own background decides where there is one, else the reader's system. */
export function isDark(root) {
  const background = getComputedStyle(root).getPropertyValue('--st-background-color').trim();
  const probe = background && cssColour(background);
  if (probe) return luminance(probe) < 0.25;
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

function cssColour(value) {
  const ctx = document.createElement('canvas').getContext('2d');
  ctx.fillStyle = value;
  return /^#[0-9a-f]{6}$/.test(ctx.fillStyle) ? ctx.fillStyle : null;
}
