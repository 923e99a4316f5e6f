import * as mlflow from 'mlflow-tracing';

mlflow.init({ trackingUri: 'databricks', experimentId: '1' });

const getWeather = mlflow.trace(  //~ get_weather {"kind": "TOOL"}
  async (city: string) => `sunny in ${city}`,
  { name: 'get_weather', spanType: mlflow.SpanType.TOOL },
);

const plan = mlflow.trace(async function planTrip(city: string) {  //~ planTrip
  return mlflow.withSpan(async (span) => {  //~ inner work
    span.setInputs({ city });
    return getWeather(city);
  }, { name: 'inner work' });
});

const span = mlflow.startSpan({ name: 'manual span', inputs: {} });  //~ manual span
span.end();
export { plan };
