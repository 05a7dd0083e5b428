import QRCode from "qrcode";
import { useMemo } from "react";

/** A QR code, drawn on the machine. */
export function Code({ text }: { text: string }) {
  const { size, path } = useMemo(() => {
    const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
    const dark = [...modules.data.keys()].filter((i) => modules.data[i]);
    return { size: modules.size, path: dark.map((i) => `M${i % modules.size},${Math.floor(i / modules.size)}h1v1h-1z`).join("") };
  }, [text]);
  return (
    <svg className="code" viewBox={`-4 -4 ${size + 8} ${size + 8}`} role="img" aria-label={text} shapeRendering="crispEdges">
      <rect x={-4} y={-4} width={size + 8} height={size + 8} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
