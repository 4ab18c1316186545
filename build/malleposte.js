#!/usr/bin/env node
// Starts the command line in the Node this program was made for, which comes with its libraries, whatever Node the system
// has; so this file keeps to what every Node since 14 understands.
import { spawn } from 'child_process';
import { createRequire } from 'module';
import path from 'path';
import { processEnv, processFlags } from './process-options.js';

var NEEDED_MAJOR = 24;

function pinnedNode() {
  var manifest = createRequire(import.meta.url).resolve('node/package.json');
  return path.join(path.dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

function handOver() {
  var env = Object.assign(processEnv(process.env), { MALLEPOSTE_HANDED_OVER: '1' });
  var child = spawn(pinnedNode(), processFlags.concat(process.argv.slice(1)), {
    env: env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      // At a terminal, Ctrl+C reaches the child by itself; a second one would mean "at once".
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  });
  child.on('error', function (error) {
    process.stderr.write('Node ' + NEEDED_MAJOR + ' could not be started: ' + error.message + '\n');
    process.exit(1);
  });
  child.on('exit', function (code, signal) {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function runHere() {
  function start(options) {
    return import('./browser-shell.js').then(function (shell) {
      return shell.runBrowserShell(options);
    });
  }
  import('./cli.js')
    .then(function (cli) {
      return cli.runCli(process.argv.slice(2), cli.processIo(start));
    })
    .then(
      function (code) {
        // What was written may still be on its way into a pipe.
        process.stdout.write('', function () {
          process.exit(code);
        });
      },
      function (error) {
        process.stderr.write(String((error && error.stack) || error) + '\n');
        process.exit(1);
      },
    );
}

if (process.env.MALLEPOSTE_HANDED_OVER && process.channel) {
  delete process.env.MALLEPOSTE_HANDED_OVER;
  // Whoever kills the launcher means the work: it must not go on unseen.
  process.on('disconnect', function () {
    process.kill(process.pid, 'SIGKILL');
  });
  process.channel.unref();
  runHere();
} else {
  try {
    handOver();
  } catch {
    if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) runHere();
    else {
      process.stderr.write(
        'Malleposte needs Node ' + NEEDED_MAJOR + ', and its own copy is missing: run "npm ci" in its folder.\n',
      );
      process.exit(1);
    }
  }
}
