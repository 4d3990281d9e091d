# Orbits and rays are processes as chains are.
let a = 0.6
def place(i) = (cos(i)*i/40, sin(i)*i/40)
build orbit masses=[1, 2] eccentricity=0.3 steps=400
# -> orbit: 2 bodies, 400 verlet steps of 9.07e-3, energy -1, largest error 1.34e-4
expect max(abs(drift(angular))) < 1e-13
expect max(abs(drift(dilation) - defect(dilation))) < 1e-13
expect abs(energy[0] + 1) < 1e-12
print length(momentum over step)
# -> 401
build orbit masses=[1, 2] drift=(1, 0) steps=100
# -> orbit: 2 bodies, 100 verlet steps of 0.0363, energy 0.5, largest error 0.0108
expect abs(momentum[0].x - 3) < 1e-12 and max(abs(drift(momentum))) < 1e-12
build orbit disc masses=0.01 positions=map(place, 1..40) softening=0.1 steps=50 step=0.01
# -> disc: 40 bodies, 50 verlet steps of 0.01, energy -0.137, largest error 4.25e-6
expect max(abs(drift(angular) - defect(angular))) < 1e-13
build ray lens="1 + a*exp(-r^2/0.5)"
# -> ray: 3 rays through n = 1 + a*exp(-r^2/0.5), T = 3.72, 3.72, 3.75 (saddle)
build ray lens="1.5 + tanh(y)" from=(-1, 0.5) to=(1, 0.2)
# -> ray: 1 ray through n = 1.5 + tanh(y), T = 3.52
expect max(abs(drift(momentum).x)) < 1e-12 and max(abs(drift(momentum).y)) > 1e-2
build ray lens="1.5 + 0.2*x + 0.1*x*y" from=(-1, 0.5) to=(1, 0.2)
# -> ray: 1 ray through n = 1.5 + 0.2*x + 0.1*x*y, T = 3.02
expect max(abs(drift(angular))) > 1e-2
expect max(abs(drift(angular) - defect(angular))) < 1e-13
def n(x, y) = 1.5 + 0.2*x + 0.1*x*y
build ray same index=n from=(-1, 0.5) to=(1, 0.2)
# -> same: 1 ray through n, T = 3.02
expect same.duration[last] == ray.duration[last]
build ray many to=[(1.5, 0.8), (1.5, -0.8)]
# -> many: 2 rays through bump, T = 3.49, 3.49
build ray fan=5 lens=luneburg from=(-1, 0) time=1 spread=60deg
# -> ray: 5 rays through luneburg, T = 1
expect max(abs(drift(angular by cluster))) < 1e-12
