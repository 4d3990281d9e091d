#!/usr/bin/env nsh
# Actions of one's own: a Lagrangian is a formula, its symmetries are found, and their charges stay to rounding.
#
# Purpose: the principle for any Lagrangian: what leaves it as it is gives a charge, what does not gives a torque.
# Look at: the flat curves beside each path; those that are not flat belong to motions that are no symmetry.

# A body on an anisotropic spring and one on a round one.
define action spring(x, y, vx, vy; a = 1, b = 1) = (vx^2 + vy^2)/2 - (a*x^2 + b*y^2)/2
build path even action=spring from=(1, 0) velocity=(0, 0.5) time=12
expect max(abs(drift(angular))) < 1e-12                            "a round spring keeps angular momentum"
build path uneven action=spring b=2 from=(1, 0.2) velocity=(0, 0.5) time=12
plot path                                                          > "spring.png"
expect max(abs(drift(angular))) > 0.1                              "another one does not"
expect max(abs(drift(angular) - defect(angular))) < 1e-12          "but changes it by exactly the torque"

# A charge in a magnetic field. The potential is that of a round gauge, so p is not the velocity, and turns are kept where moves are not.
define action charge(x, y, vx, vy; B = 2) = (vx^2 + vy^2)/2 + B/2*(x*vy - y*vx)
build path action=charge from=(1, 0) velocity=(0.5, 0) time=3.14159 steps=4000
plot path                                                          > "charge.png"
expect norm(position[last] - position[0]) < 1e-4                   "it comes back after 2 pi / B"
expect max(abs(drift(angular))) < 1e-11                            "x ^ p is kept, with the field's own part in p"
expect max(abs(drift(momentum))) > 0.1                             "p is not"

# Two bodies of the plane held by a spring with a length of its own.
define action molecule(a: point, b: point, va: point, vb: point; r = 1) = (dot(va, va) + dot(vb, vb))/2 - 10*(norm(a - b) - r)^2
build path action=molecule from=[(-0.5, 0), (0.6, 0)] velocity=[(0.2, -0.5), (0.2, 0.6)] time=8 steps=2000
plot path                                                          > "molecule.png"
expect max(abs(drift(momentum))) < 1e-11 and max(abs(drift(angular))) < 1e-11 "nothing outside pushes or turns them"
expect max(abs(drift(momentum.body1))) > 0.1                       "each pushes the other"

# A pendulum, by a step that is second order, and its phase plane.
define action pendulum(q, v; g = 1) = v^2/2 + g*cos(q)
build path action=pendulum from=3 velocity=0 time=40 steps=4000 rule=midpoint
plot path                                                          > "pendulum.png"
export gif "pendulum.gif" size=(720, 360)
expect max(abs(energy - energy[0])) < 1e-4                         "its energy errs by O(h^2) and does not drift"

# A fast body, L = -sqrt(1 - v^2) with a pull: momentum grows beyond every bound, the velocity not beyond one.
define action fast(x, y, z, vx, vy, vz; m = 1) = -m*sqrt(1 - vx^2 - vy^2 - vz^2) + 1/sqrt(x^2 + y^2 + z^2)
build path action=fast from=(1, 0, 0) velocity=(0, 0.7, 0.2) time=10 steps=5000
conserve
expect abs(energy[0] - (1/sqrt(1 - 0.53) - 1)) < 1e-12             "gamma minus the pull"

# Between two points: a ball thrown up comes down by one way of least action, whatever the way from which it is looked for.
define action ball(x, y, vx, vy; g = 9.81) = (vx^2 + vy^2)/2 - g*y
build path throw action=ball from=(0, 0) to=(3, 0) time=1 steps=100
expect abs(position[50].y - 9.81/8) < 1e-9                         "half of it up, half of it down"
expect max(abs(drift(momentum).x)) < 1e-12 and abs(momentum[0].x - 3) < 1e-12 "its way along x is free"
