/** The panel "How it was answered", in development mode: stages, rows, plan, parameters and SQL of the open tab's answer. */
import { answers } from "./answers";
import type { Answer } from "./ask";
import { useEditors } from "./editors";
import { useStore } from "./store";

export function Explained() {
  const { id } = useEditors();
  const answer = useStore(answers).get(id)?.answer;
  return (
    <section className="tg-panel" aria-labelledby="tg-explained">
      <h2 id="tg-explained">How it was answered</h2>
      {answer ? <How answer={answer} /> : <p className="tg-empty">Run an operation, and see what becomes of it.</p>}
    </section>
  );
}

function How({ answer: { stages, milliseconds, explanation, cost, response } }: { answer: Answer }) {
  return (
    <>
      <h3>Time</h3>
      <Stages stages={stages} total={milliseconds} />
      {cost && (
        <>
          <h3>Cost</h3>
          <p>
            It may read and tell {cost.asked.toLocaleString("en")} rows and fields of rows;{" "}
            {cost.most.toLocaleString("en")} are allowed.
          </p>
        </>
      )}
      {explanation ? (
        <>
          <h3>The database's plan</h3>
          {explanation.plan.length > 0 ? <Plan steps={explanation.plan} /> : <p>It was not asked.</p>}
          <h3>Parameters</h3>
          {explanation.parameters.length > 0 ? (
            <ol className="tg-parameters">
              {explanation.parameters.map((value, index) => (
                <li key={index}>
                  <code>
                    ?{index + 1} = {JSON.stringify(value)}
                  </code>
                </li>
              ))}
            </ol>
          ) : (
            <p>None.</p>
          )}
          <h3>SQL</h3>
          {explanation.sql ? (
            <pre className="tg-sql" tabIndex={0} aria-label="SQL">
              {explanation.sql}
            </pre>
          ) : (
            <p>None: it was answered without the database.</p>
          )}
        </>
      ) : (
        <p>{response.errors ? "It was refused before there was any SQL." : "The server explains nothing."}</p>
      )}
    </>
  );
}

function Stages({ stages, total }: { stages: [string, number][]; total: number }) {
  const inside = stages.reduce((sum, [, ms]) => sum + ms, 0);
  const most = Math.max(...stages.map(([, ms]) => ms), Number.EPSILON);
  return (
    <table className="tg-stages">
      <caption className="tg-unseen">Milliseconds of each stage</caption>
      <tbody>
        {stages.map(([name, ms]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{ms.toFixed(2)} ms</td>
            <td aria-hidden="true">
              <span style={{ width: `${(100 * ms) / most}%` }} />
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row">on its way</th>
          <td>{Math.max(total - inside, 0).toFixed(2)} ms</td>
          <td />
        </tr>
      </tbody>
    </table>
  );
}

interface Step {
  text: string;
  within: Step[];
}

/** The tree that the indented lines *steps* draw. */
function tree(steps: string[]): Step[] {
  const top: Step[] = [];
  const above: { depth: number; within: Step[] }[] = [{ depth: -1, within: top }];
  for (const line of steps) {
    const depth = line.length - line.trimStart().length;
    while (above.length > 1 && (above.at(-1)?.depth ?? -1) >= depth) above.pop();
    const step = { text: line.trim(), within: [] };
    above.at(-1)?.within.push(step);
    above.push({ depth, within: step.within });
  }
  return top;
}

function Plan({ steps }: { steps: string[] }) {
  return (
    <div className="tg-plan-room" tabIndex={0} role="group" aria-label="The database's plan">
      <Steps steps={tree(steps)} />
    </div>
  );
}

function Steps({ steps }: { steps: Step[] }) {
  return (
    <ul className="tg-plan">
      {steps.map((step, index) => (
        <li key={index}>
          <code className={/^SCAN \w+_\d+$/.test(step.text) ? "tg-scan" : undefined}>{step.text}</code>
          {step.within.length > 0 && <Steps steps={step.within} />}
        </li>
      ))}
    </ul>
  );
}
