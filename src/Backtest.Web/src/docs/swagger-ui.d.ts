// The parts that are used of a package without types.
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  interface Options {
    dom_id: string;
    url: string;
    presets: unknown[];
    layout: string;
    deepLinking: boolean;
    defaultModelsExpandDepth: number;
  }

  const SwaggerUI: { (options: Options): void; presets: { apis: unknown } };
  export default SwaggerUI;
}
