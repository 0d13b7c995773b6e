// The messages of the protocol as types. Made by describe_protocol from the relay's field
// tables: do not edit.

/**
 * SessionConfig: what the session computes, and how long anybody is waited for
 * @typedef {object} SessionConfig
 * @property {string} task what the session is about: bit_secrecy, sealed_bits or selective
 * @property {number} bits plaintext, key and ciphertext bits N, even, 4 to 128
 * @property {number} minibatch examples in a minibatch B, 1 to 65536
 * @property {number} learning_rate Adam's learning rate at the first step
 * @property {number} learning_rate_final learning rate after decay_steps
 * @property {number} decay_steps steps of the main phase the rate decays over, 0 = constant
 * @property {number} gain initial weights: Xavier's uniform range times this
 * @property {'mix_transform'|'product'|'perceptron'} network Alice's and Bob's network: mix_transform, product or perceptron
 * @property {number} product_units units of a product network, or of a perceptron's hidden layer, for each bit, 1 to 64
 * @property {number} block_bits of a product network: bits of each block that it takes message and key in, with the same weights for all; 0 = one block
 * @property {'floats'|'hard_bits'} ciphertext what Alice sends: floats, or hard_bits, their signs
 * @property {'mean_error'|'cross_entropy'} bob_loss what Bob minimises: mean_error or cross_entropy
 * @property {number} adversary weight of Eve's term in Alice's loss, 0 to 100
 * @property {'batch'|'example'|'bit'|'information'} eve_term Eve's term in Alice's loss: batch, example, bit or information
 * @property {number} key_equivocation weight, in Alice's loss, of what the key's reader does not read, 0 to 100; for task sealed_bits
 * @property {number} protect how much is kept from Eve, 0 (nothing) to 1 (all that is to be hidden); for task selective
 * @property {string} table in task selective: the table the session is about, as the 64 hexadecimal digits of its digest, or none
 * @property {number} useful_blind mean distance of what that table reveals from its median
 * @property {number} hidden_blind mean distance of what that table hides from its median
 * @property {number} noise deviation of the noise that Bob adds to what he hears to learn from it, 0 to 10
 * @property {number} noise_final the same from 0.7 of the rate's decay on
 * @property {number} restart_every steps of the main phase after which rate and noise begin again, and bits still unread with fresh weights; 0 = never
 * @property {string} cycle steps of each phase, e.g. alice_bob:1,eve:2
 * @property {number} steps stop after this many steps, those of audits not counted, 0 = no limit
 * @property {string} until what ends the run: the task's goal, e.g. secret (or the limit), or steps alone; audited: its goal, and then what fresh attackers find; certified: its goal, and then a bound of what leaks
 * @property {number} turns_ahead steps that may be open at once, 1 to 16
 * @property {number} public_seed seed of the public stream, 0 to 2^53-1
 * @property {'twin'|'independent'} shadow Alice's shadow of Eve: twin or independent
 * @property {string} shadows Alice's further shadows, perceptrons that read the message from the ciphertext's values or its amplitudes, or pairs of its bits, or tell a ciphertext's message from another (distinguisher): up to 8 of these by commas, or none
 * @property {number} shadows_weight weight of each further shadow's term in Alice's loss, 0 to 100
 * @property {number} shadows_rise steps of the main phase in which that weight rises from 0, as the square of the steps
 * @property {number} feature_matching times that weight: of what the further shadows' hidden units tell, 0 to 100
 * @property {number} shadows_reset_every steps of the main phase after which one of the further shadows, each in its turn, begins anew; 0 = never
 * @property {number} join_deadline_ms how long a missing party is waited for
 * @property {number} reply_deadline_ms how long Alice and Bob may take to reply
 * @property {number} eve_deadline_ms how long a step waits for Eve
 * @property {number} eve_return_ms how long a session waits for an Eve who has left, 0 = not at all
 * @property {number} checkpoint_every steps after which the parties keep their weights, or a second where that is sooner; 0 = never
 * @property {number} audit_minibatches of an audit: minibatches that attackers learn from, 1 to 1000000
 * @property {number} audit_held_out of an audit: minibatches that attackers are judged on, 1 to 1000000
 * @property {number} finding_deadline_ms how long the end of an audit waits for what attackers find
 */

/**
 * Metrics: what a party measured in a step
 * @typedef {object} Metrics
 * @property {Record<string, number>} [values] of the series that this party measures
 * @property {number} [compute_ms] time the party computed for this step
 * @property {Record<string, string>} [digests] SHA-256 of the weights, where the turn asked
 * @property {string} [probe] where the turn asked. Of Alice, how her ciphertext depends on each bit: 2N rows of N, one for each message bit and then for each key bit; v stands for a mean change of v/127.5. Of Eve in task selective: pairs of C and what she takes it for; v stands for v/127.5 - 1
 */

/**
 * TaskInfo: what the session is about
 * @typedef {object} TaskInfo
 * @property {string} name as in `config`
 * @property {string} main_phase the phase whose steps are counted and judged
 * @property {string[]} phases all of them
 * @property {FrameInfo[]} frames what the steps carry
 * @property {SeriesInfo[]} series the curves
 * @property {GoalInfo} goal what the session is to reach
 * @property {boolean} chat whether Alice can send texts
 * @property {FrontierInfo} [frontier] what of two series is possible together at best
 */

/**
 * FrameInfo: a frame that the session's steps carry
 * @typedef {object} FrameInfo
 * @property {string} name as in sentences
 * @property {number} kind its number in the frame's header
 * @property {number} rows examples
 * @property {number} columns numbers of each
 * @property {number} bound values are at most so far from 0
 */

/**
 * SeriesInfo: a curve of the session
 * @typedef {object} SeriesInfo
 * @property {string} name a key of `values`, `series` and `means`
 * @property {string} title for people
 * @property {string} unit of its values: `bits_wrong`, or `distance`
 * @property {'alice'|'bob'|'eve'|'listener'|'attacker'|'watcher'|'operator'} from who measures it
 * @property {string} phase in whose steps
 * @property {number} max values are 0 to this
 * @property {number} chance what guessing gives
 * @property {MarkInfo[]} marks what else it is compared with
 */

/**
 * MarkInfo: a level to compare a curve with
 * @typedef {object} MarkInfo
 * @property {string} title for people, e.g. `best possible`
 * @property {number} value in the curve's unit
 */

/**
 * GoalInfo: what the session is to reach
 * @typedef {object} GoalInfo
 * @property {string} name the outcome where it is met
 * @property {number} window means are over so many steps of the main phase
 * @property {BoundInfo[]} bounds all of them hold at once
 */

/**
 * BoundInfo: a bound on a series' mean
 * @typedef {object} BoundInfo
 * @property {string} series its name
 * @property {number} [at_most] the mean is no greater
 * @property {number} [at_least] the mean is no less
 */

/**
 * FrontierInfo: what of two series is possible together at best
 * @typedef {object} FrontierInfo
 * @property {string} across a series' name
 * @property {string} up another's
 * @property {PointInfo[]} points from one end to the other
 */

/**
 * PointInfo: a point of two series
 * @typedef {object} PointInfo
 * @property {number} across of the one
 * @property {number} up of the other
 */

/**
 * Wait: what is waited for
 * @typedef {object} Wait
 * @property {'alice'|'bob'|'eve'|'listener'|'attacker'|'watcher'|'operator'} role whose answer
 * @property {string} what `feedback`, `to join`
 * @property {number} waited_ms so far
 * @property {number} deadline_ms at most
 */

/**
 * Controls: what an operator can change, for the newest turn
 * @typedef {object} Controls
 * @property {string} cycle steps of each phase
 * @property {number} learning_rate Adam's
 * @property {boolean} frozen Alice and Bob keep their weights
 * @property {number} step_ms slow motion; 0 = full speed
 */

/**
 * History: a session's course in buckets of steps
 * @typedef {object} History
 * @property {string} session its name
 * @property {number|null} first of the first bucket
 * @property {number|null} last of the last bucket
 * @property {number} bits N
 * @property {string[]} columns `first`, `step` (the last one), `t` (at its end), then of each series `_min`, `_mean`, `_max` (exact) and `_count`
 * @property {(number|null)[][]} rows one for each bucket
 */

/**
 * Hello: the first message
 * @typedef {object} Hello
 * @property {'hello'} type
 * @property {number} protocol the version that it speaks
 * @property {string} session its name: `a-z 0-9 - _`
 * @property {'alice'|'bob'|'eve'|'listener'|'attacker'|'watcher'|'operator'} role who this is
 * @property {string} token the role's token; empty for a watcher
 * @property {number[]} holds steps whose weights a party can go back to, ascending
 * @property {boolean} [telemetry] of a watcher or operator: everything that happens, not statuses alone
 * @property {string} [attacker] of an attacker: its name, of `a-z 0-9 -`
 * @property {string} [nonce] of Alice and Bob: random, and another one at every hello
 * @property {number} [heard] of Bob: the number of the last chat frame that has reached this process
 */

/**
 * Done: a party's part of a step is done
 * @typedef {object} Done
 * @property {'done'} type
 * @property {number} epoch of the turn it answers
 * @property {number} step of the turn it answers
 * @property {Metrics} metrics what was measured
 */

/**
 * Command: an order; answered by one command_result
 * @typedef {object} Command
 * @property {'command'} type
 * @property {number} id the sender's, to know the result by
 * @property {'pause'|'resume'|'stop'|'step'|'pace'|'say'|'cycle'|'learning_rate'|'freeze'|'unfreeze'|'reset_eve'|'audit'} name what to do (below)
 * @property {number} [at_step] before that step, not at once
 * @property {number} [step_ms] of `pace`
 * @property {string} [text] of `say`, not empty
 * @property {number} [repeat_ms] of `say`: 0 = once, else 250 or more
 * @property {string} [cycle] of `cycle`
 * @property {number} [learning_rate] of `learning_rate`, above 0
 */

/**
 * ChatDone: what they make of a chat message, once each
 * @typedef {object} ChatDone
 * @property {'chat_done'} type
 * @property {number} epoch the sender's present one
 * @property {number} chat the chat frame's number
 * @property {string} reading the text as bytes
 */

/**
 * Finding: what it has come to in an audit: now and then while it learns, and once in the end
 * @typedef {object} Finding
 * @property {'finding'} type
 * @property {string} attacker its name, as in its `hello`
 * @property {number} audit the step with which the audit began
 * @property {string} reads what it guesses at: `bits`, `products of two bits`
 * @property {number} minibatches that it has learned from
 * @property {number} of so many that it is to learn from
 * @property {boolean} final it was judged on all minibatches that it is judged on
 * @property {number} [missed] minibatches that were for it, and that it did not hear
 * @property {number} [bits_wrong] where it reads all the bits: how many of N it gets wrong
 * @property {number} [low] the least, with 95 % confidence
 * @property {number} [high] the most
 * @property {number} leak_bits it surely learns so many bits of a message (95 %)
 * @property {number} gain that, or by how many bits it beats a coin, whichever is more
 */

/**
 * Welcome: the answer to a good hello
 * @typedef {object} Welcome
 * @property {'welcome'} type
 * @property {number} protocol the version
 * @property {string} session its name
 * @property {'alice'|'bob'|'eve'|'listener'|'attacker'|'watcher'|'operator'} role the client's
 * @property {number} epoch the present one
 * @property {number} step the oldest that is not complete
 * @property {SessionConfig} config decides what the session computes
 * @property {TaskInfo} task what the session is about
 */

/**
 * Error: a message was refused, or the connection is about to close
 * @typedef {object} Error
 * @property {'error'} type
 * @property {'bad_json'|'unknown_type'|'bad_field'|'bad_frame'|'forged'|'wrong_shape'|'not_finite'|'too_large'|'wrong_epoch'|'out_of_turn'|'duplicate'|'wrong_role'|'listen_only'|'hello_expected'|'wrong_version'|'unknown_session'|'bad_token'|'role_taken'|'too_many_violations'|'deadline'|'overflow'|'session_over'} code what was wrong
 * @property {string} message one sentence: what was expected
 */

/**
 * Turn: a step begins; attackers hear of those of audits alone
 * @typedef {object} Turn
 * @property {'turn'} type
 * @property {number} epoch the present one
 * @property {number} step counted from 0 across phases
 * @property {string} phase one of the task's
 * @property {number} rate Adam's learning rate
 * @property {number} [noise] deviation of the noise that Bob adds to what he hears
 * @property {number} [shadows_weight] weight of the terms of Alice's further shadows
 * @property {number} [shadow_reset] Alice: before this step one of the S further shadows begins anew; n = the one at place n mod S, from block S + n of its stream
 * @property {boolean} [restart] Bob: behind this step, begin anew with the bits that are still unread
 * @property {boolean} [digest] put weight digests in `done`
 * @property {boolean} [checkpoint] keep the weights as they are before this step, to go back to
 * @property {boolean} [frozen] Alice and Bob keep their weights
 * @property {number} [eve_generation] how often Eve has been reset: n = she is made from block n of her stream
 * @property {boolean} [probe] whose it is: put the task's probe in `done`
 * @property {number} [audit] of a step of an audit: the step with which that began
 */

/**
 * Rewind: take up the weights from before that step
 * @typedef {object} Rewind
 * @property {'rewind'} type
 * @property {number} epoch begins; older messages are void
 * @property {number} step comes next
 */

/**
 * Meeting: both are here: what their frames' tags are made with
 * @typedef {object} Meeting
 * @property {'meeting'} type
 * @property {string} alice the nonce of her hello
 * @property {string} bob the nonce of his
 */

/**
 * Gap: what went by her unheard
 * @typedef {object} Gap
 * @property {'gap'} type
 * @property {number} first the first such step
 * @property {number} last the last
 */

/**
 * Finish: the session ends; a party answers with a last done, then the line is closed
 * @typedef {object} Finish
 * @property {'finish'} type
 * @property {number} epoch a last one
 * @property {number} step the session ends before it
 * @property {string} outcome the task's goal, what it is called where it is not met, or `failed`; of an audit, until which the session went on: `audited`, `hollow` or `unaudited`
 * @property {string} reason one sentence
 */

/**
 * Say: an operator wants this sent
 * @typedef {object} Say
 * @property {'say'} type
 * @property {number} id her chat frame has it as its `step`
 * @property {string} text what she encrypts
 */

/**
 * Status: how the session stands
 * @typedef {object} Status
 * @property {'status'} type
 * @property {string} session its name
 * @property {'gathering'|'running'|'paused'|'finishing'|'finished'} state where it is
 * @property {string} text one line for people
 * @property {number} epoch the present one
 * @property {number} step steps done, all phases
 * @property {number} main_steps steps done of the main phase
 * @property {string} phase of the next step
 * @property {('alice'|'bob'|'eve'|'listener'|'attacker'|'watcher'|'operator')[]} connected parties
 * @property {number} listeners connected beside Eve
 * @property {string[]} attackers the names of those connected
 * @property {number} running_s seconds since the first turn
 * @property {Record<string, number>} means over the goal's window, where there are any
 * @property {number} [goal_since_step] since when the goal is met
 * @property {string} goal_text one sentence on how the goal stands
 * @property {boolean} [twin_in_step] whether Eve and Alice's shadow of her had equal weights when they were compared last
 * @property {Wait} [waiting] what is waited for
 * @property {number} refused messages refused so far
 * @property {number} missed_by_eve frames that went by her unheard
 * @property {boolean} eve_behind she missed a deadline and has not caught up
 * @property {Controls} controls for the newest turn
 * @property {number} watchers connected, operators among them
 * @property {boolean} journal the relay keeps one
 */

/**
 * Report: once, when the session has finished
 * @typedef {object} Report
 * @property {'report'} type
 * @property {any} report how it went
 */

/**
 * CommandResult: what became of a command; in the order of the commands
 * @typedef {object} CommandResult
 * @property {'command_result'} type
 * @property {number} id the command's
 * @property {boolean} accepted false: nothing was done
 * @property {number} [from_step] where accepted: the step from which it holds
 * @property {'bad_json'|'unknown_type'|'bad_field'|'bad_frame'|'forged'|'wrong_shape'|'not_finite'|'too_large'|'wrong_epoch'|'out_of_turn'|'duplicate'|'wrong_role'|'listen_only'|'hello_expected'|'wrong_version'|'unknown_session'|'bad_token'|'role_taken'|'too_many_violations'|'deadline'|'overflow'|'session_over'} [code] where not: what was wrong
 * @property {string} [message] where not: one sentence
 */

/**
 * Snapshot: the session so far: first, and after a watcher did not read
 * @typedef {object} Snapshot
 * @property {'snapshot'} type
 * @property {History} history at most 1,000 buckets
 * @property {Notice[]} notices the last
 * @property {Message[]} messages the last
 * @property {Reading[]} readings of those messages
 * @property {Ciphertext|null} ciphertext the last
 * @property {Probe|null} probe the last
 * @property {ToldFinding[]} findings the last of each attacker in each audit, those of the last audits
 */

/**
 * Samples: the steps done since the last, ten times a second at most; where `first` is not after what came before, those steps were taken again and these take their place
 * @typedef {object} Samples
 * @property {'samples'} type
 * @property {number} first the first of these steps
 * @property {number} step steps done
 * @property {number} main_steps steps done of the main phase
 * @property {number} t when the last of them was done
 * @property {Record<string, [number, number, number, number]>} series where anything was measured
 * @property {number} steps_per_s over the last second or so
 * @property {Record<string, number>} compute_ms means over these steps
 * @property {number} dropped samples that this watcher was too slow to get
 */

/**
 * Notice: something happened
 * @typedef {object} Notice
 * @property {'notice'} type
 * @property {number} t when
 * @property {number} step at which step; of a change, that from which it holds
 * @property {'joined'|'left'|'began'|'returned'|'epoch'|'waiting'|'behind'|'caught_up'|'refused'|'goal'|'goal_lost'|'paused'|'resumed'|'control'|'message'|'audit'|'audited'|'finished'} kind what
 * @property {string} text one sentence for people
 */

/**
 * Message: Alice has sent a chat message
 * @typedef {object} Message
 * @property {'message'} type
 * @property {number} number counted by the relay, from 1
 * @property {number} say the id of the `say` it answers; 0: typed by Alice
 * @property {number} t when
 * @property {number} step at which
 * @property {number} rows blocks
 * @property {number} columns N
 * @property {string} ciphertext its first numbers c as int8 round(127 c)
 * @property {string|null} text as the operator gave it; null where typed at Alice's terminal
 */

/**
 * Reading: what Bob or Eve made of a message
 * @typedef {object} Reading
 * @property {'reading'} type
 * @property {number} number the message's
 * @property {'alice'|'bob'|'eve'|'listener'|'attacker'|'watcher'|'operator'} role whose
 * @property {number} t when
 * @property {number} step at which
 * @property {string} bytes the text, as they read it
 */

/**
 * Ciphertext: what is on the wire, twice a second at most
 * @typedef {object} Ciphertext
 * @property {'ciphertext'} type
 * @property {number} step whose frame it is
 * @property {number} t when
 * @property {number} rows the frame's first
 * @property {number} columns numbers of each
 * @property {string} values numbers c as int8 round(127 c)
 */

/**
 * Probe: what the task has a party measure to be drawn, every other second at most
 * @typedef {object} Probe
 * @property {'probe'} type
 * @property {number} step in which it was measured
 * @property {number} t when
 * @property {number} columns bytes of a row
 * @property {string} values as in `done`
 */

/**
 * ToldFinding: what an attacker has come to in an audit
 * @typedef {object} ToldFinding
 * @property {'finding'} type
 * @property {number} t when
 * @property {string} attacker its name, as in its `hello`
 * @property {number} audit the step with which the audit began
 * @property {string} reads what it guesses at: `bits`, `products of two bits`
 * @property {number} minibatches that it has learned from
 * @property {number} of so many that it is to learn from
 * @property {boolean} final it was judged on all minibatches that it is judged on
 * @property {number} [missed] minibatches that were for it, and that it did not hear
 * @property {number} [bits_wrong] where it reads all the bits: how many of N it gets wrong
 * @property {number} [low] the least, with 95 % confidence
 * @property {number} [high] the most
 * @property {number} leak_bits it surely learns so many bits of a message (95 %)
 * @property {number} gain that, or by how many bits it beats a coin, whichever is more
 */

/** @typedef {Hello|Done|Command|ChatDone|Finding} ToRelay */

/** @typedef {Welcome|Error|Turn|Rewind|Meeting|Gap|Finish|Say|Status|Report|CommandResult|Snapshot|Samples|Notice|Message|Reading|Ciphertext|Probe|ToldFinding} FromRelay */

export {};
