# Steps that are counted as they were made, periods, and units.
build orbit steps=1000 every=300
# -> orbit: 2 bodies, 1000 verlet steps of 4.44e-3, energy -0.5, largest error 5.28e-5
print length(momentum over step)
# -> 5
let end = position.body1[last]
build orbit steps=1000
# -> orbit: 2 bodies, 1000 verlet steps of 4.44e-3, energy -0.5, largest error 5.37e-5
expect position.body1[last] == end
# The distance of softened bodies comes back; Kepler's period would be 7.92.
build orbit positions=[(1, 0), (-1, 0)] velocities=[(0, 0.4), (0, -0.4)] softening=0.5 steps=4000
# -> orbit: 2 bodies, 4000 verlet steps of 2.14e-3, energy -0.325, largest error 1.86e-7
expect abs(norm(position.body1[last]) - 1) < 1e-6
build orbit positions=[(0, 0), (0, 0)] velocities=[(0.1, 0), (-0.1, 0)] softening=0.5 steps=1000
# -> orbit: 2 bodies, 1000 verlet steps of 7.90e-4, energy -1.99, largest error 2.48e-8
expect norm(position.body1[last]) < 1e-5 and position.body1[500].x > 0.01
build orbit positions=[(1, 0), (-1, 0)] velocities=[(0, 0.69), (0, -0.69)] softening=1  # error: these bodies have no period: give the length of a step
