// What is used of a package that comes without types.
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export interface System {
    specActions: { updateJsonSpec: (contract: unknown) => void };
  }

  interface Options {
    dom_id: string;
    url: string;
    presets: unknown[];
    plugins: unknown[];
    layout: string;
    deepLinking: boolean;
    defaultModelsExpandDepth: number;
  }

  const SwaggerUI: { (options: Options): void; presets: { apis: unknown } };
  export default SwaggerUI;
}
