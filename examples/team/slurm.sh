#!/bin/bash
# Workers of a shared study on Slurm: an array of jobs, each with a GPU on which it starts the servers of the models that the
# study gives "serve". The password of the database is in ~/.pgpass, see docs/many-machines.md.
#
#   sbatch slurm.sh
#
# A job that reaches its time limit ends in order (--signal), and the others, or the next "sbatch", take what it dropped.
#SBATCH --job-name=hvsb-study
#SBATCH --array=0-7
#SBATCH --gpus=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=32G
#SBATCH --time=08:00:00
#SBATCH --signal=B:TERM@180

export HVSB_STORE='postgres://ada@db.example.org/study?sslmode=verify-full'
hvsb run study.yaml --labels gpu &
trap 'kill -TERM $!' TERM
# The first wait ends with the signal, the second with the program.
wait $!
wait $!
